// Signs in, and announces, reads, lists, replaces and deletes a parcel; prints what it saw.
package main

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	pc "parcels-client"
)

type seen = map[string]any

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func look(parcel *pc.Parcel) seen {
	var contents any
	if parcel.Contents.Documents != nil {
		contents = parcel.Contents.Documents.Pages
	} else {
		items := [][]any{}
		for _, one := range parcel.Contents.Goods.Items {
			items = append(items, []any{one.Title, one.Quantity, one.Fragile})
		}
		contents = items
	}
	var value any
	if parcel.DeclaredValue != nil && parcel.DeclaredValue.String != nil {
		value = *parcel.DeclaredValue.String
	} else if parcel.DeclaredValue != nil {
		value = *parcel.DeclaredValue.Int64
	}
	packages := [][]any{}
	for _, one := range parcel.Packages {
		inner := []string{}
		for _, other := range one.Packages {
			inner = append(inner, other.Name)
		}
		packages = append(packages, []any{one.Name, inner})
	}
	var returnTo, pickedUp any
	if parcel.ReturnTo != nil {
		returnTo = parcel.ReturnTo.Name
	}
	if parcel.PickedUpAt != nil {
		pickedUp = parcel.PickedUpAt.Unix()
	}
	return seen{
		"reference": parcel.Reference,
		"status":    parcel.Status,
		"weight":    parcel.Weight,
		"size":      parcel.Size,
		"city":      parcel.Recipient.City,
		"returnTo":  returnTo,
		"contents":  contents,
		"shipsOn":   parcel.ShipsOn,
		"pickedUp":  pickedUp,
		"value":     value,
		"labels":    parcel.Labels,
		"counts":    parcel.Counts,
		"packages":  packages,
		"note":      parcel.Note,
		"class":     parcel.Class,
		"import":    parcel.Import,
		"hasId":     parcel.Id > 0,
		"isRecent":  parcel.CreatedAt.Year() >= 2025,
	}
}

func names(region pc.Region) []any {
	children := []any{}
	for _, one := range region.Children {
		children = append(children, names(one))
	}
	return []any{region.Name, children}
}

func fileOf(name string, content []byte) *os.File {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("%d-%s", os.Getpid(), name))
	must(os.WriteFile(path, content, 0o600))
	file, err := os.Open(path)
	must(err)
	must(os.Remove(path))
	return file
}

func main() {
	url, user, password := os.Args[1], os.Args[2], os.Args[3]
	all := seen{}
	configuration := pc.NewConfiguration()
	configuration.Servers = pc.ServerConfigurations{{URL: url}}
	client := pc.NewAPIClient(configuration)
	token, _, err := client.SignInAPI.CreateToken(context.Background()).
		GrantType("password").Username(user).Password(password).Execute()
	must(err)
	all["token"] = token.TokenType
	ctx := context.WithValue(context.Background(), pc.ContextAccessToken, token.AccessToken)

	recipient := pc.NewAddress("Ana", "Lisboa", "PT")
	item := pc.NewGoodsItemsItem("Cup", 2)
	item.SetFragile(true)
	goods := pc.NewGoods("goods", []pc.GoodsItemsItem{*item})
	announced := pc.NewParcelInput("P-000123", 1.5, []int64{300, 200, 100}, *recipient, pc.GoodsAsContents(goods))
	announced.SetStatus(pc.PARCELSTATUS_MINUS_1)
	announced.SetReturnTo(*pc.NewAddress("Bo", "Oslo", "NO"))
	announced.SetShipsOn("2026-12-01")
	announced.SetPickedUpAt(time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC))
	cents := int64(1250)
	announced.SetDeclaredValue(pc.ParcelInputDeclaredValue{Int64: &cents})
	announced.SetLabels(map[string]string{"zone": "ü-4"})
	announced.SetCounts(map[string]int64{"stamps": 3})
	outer := pc.NewPackage("outer")
	outer.SetPackages([]pc.Package{*pc.NewPackage("inner")})
	announced.SetPackages([]pc.Package{*outer})
	announced.SetClass(pc.PARCELINPUTCLASS_EXPRESS)
	announced.SetImport(true)
	created, _, err := client.ParcelsAPI.CreateParcel(ctx).ParcelInput(*announced).Execute()
	must(err)
	all["created"] = look(created)
	read, _, err := client.ParcelsAPI.GetParcel(ctx, created.Id).Execute()
	must(err)
	all["read"] = look(read)

	page, _, err := client.ParcelsAPI.ListParcels(ctx).Status(pc.PARCELSTATUS_MINUS_1).Reference("P-000123").PageSize(5).Execute()
	must(err)
	references := []string{}
	for _, one := range page.Items {
		references = append(references, one.Reference)
	}
	all["listed"] = seen{"total": page.Total, "size": page.PageSize, "references": references}

	documents := pc.NewDocuments("documents", 12)
	replacement := pc.NewParcelInput("P-000123", 2, []int64{1, 2, 3}, *recipient, pc.DocumentsAsContents(documents))
	replacement.SetStatus(pc.PARCELSTATUS_IN_TRANSIT)
	gift := "gift"
	replacement.SetDeclaredValue(pc.ParcelInputDeclaredValue{String: &gift})
	replacement.SetNoteNil()
	replaced, _, err := client.ParcelsAPI.ReplaceParcel(ctx, created.Id).ParcelInput(*replacement).Execute()
	must(err)
	all["replaced"] = look(replaced)

	wrong := pc.NewParcelInput("P-1", 0, []int64{1, 2, 3}, *pc.NewAddress("", "Lisboa", "PT"), pc.DocumentsAsContents(documents))
	_, response, err := client.ParcelsAPI.CreateParcel(ctx).ParcelInput(*wrong).Execute()
	var refused *pc.GenericOpenAPIError
	if errors.As(err, &refused) {
		problem := refused.Model().(pc.Problem)
		found := [][]string{}
		for _, one := range problem.Errors {
			found = append(found, []string{one.Field, one.Message})
		}
		all["refused"] = seen{"status": response.StatusCode, "title": problem.Title, "errors": found}
	}

	photo, _, err := client.PhotosAPI.AddPhoto(ctx, created.Id).File(fileOf("front.png", []byte("\x89PNG\x00\xff"))).Caption("The front").Execute()
	must(err)
	all["photo"] = seen{"caption": photo.Caption, "hasId": photo.Id > 0}
	_, err = client.ParcelsAPI.PutLabel(ctx, created.Id).Body(fileOf("label.pdf", []byte("%PDF\x00\xff\n"))).Execute()
	must(err)
	label, _, err := client.ParcelsAPI.GetLabel(ctx, created.Id).Execute()
	must(err)
	bytes, err := io.ReadAll(label)
	must(err)
	all["label"] = hex.EncodeToString(bytes)

	regions, _, err := client.RegionsAPI.GetRegions(ctx).Execute()
	must(err)
	all["regions"] = names(*regions)

	_, err = client.ParcelsAPI.DeleteParcel(ctx, created.Id).Execute()
	must(err)
	_, response, err = client.ParcelsAPI.GetParcel(ctx, created.Id).Execute()
	var missing *pc.GenericOpenAPIError
	if errors.As(err, &missing) {
		all["missing"] = seen{"status": response.StatusCode, "title": missing.Model().(pc.Problem).Title}
	}
	text, err := json.Marshal(all)
	must(err)
	fmt.Println(string(text))
}
