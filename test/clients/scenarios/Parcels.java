// Signs in, and announces, reads, lists, replaces and deletes a parcel; prints what it saw.

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import parcelsclient.ApiClient;
import parcelsclient.ApiException;
import parcelsclient.api.ParcelsApi;
import parcelsclient.api.PhotosApi;
import parcelsclient.api.RegionsApi;
import parcelsclient.api.SignInApi;
import parcelsclient.model.*;

public class Parcels {
  static Map<String, Object> look(Parcel parcel) {
    Object contents;
    if (parcel.getContents().getActualInstance() instanceof Documents) {
      contents = parcel.getContents().getDocuments().getPages();
    } else {
      List<Object> items = new ArrayList<>();
      for (GoodsItemsItem one : parcel.getContents().getGoods().getItems())
        items.add(Arrays.asList(one.getTitle(), one.getQuantity(), one.getFragile()));
      contents = items;
    }
    List<Object> packages = new ArrayList<>();
    for (ModelPackage one : parcel.getPackages() == null ? List.<ModelPackage>of() : parcel.getPackages()) {
      List<String> inner = new ArrayList<>();
      for (ModelPackage other : one.getPackages()) inner.add(other.getName());
      packages.add(Arrays.asList(one.getName(), inner));
    }
    Map<String, Object> seen = new LinkedHashMap<>();
    seen.put("reference", parcel.getReference());
    seen.put("status", parcel.getStatus().getValue());
    seen.put("weight", parcel.getWeight());
    seen.put("size", parcel.getSize());
    seen.put("city", parcel.getRecipient().getCity());
    seen.put("returnTo", parcel.getReturnTo() == null ? null : parcel.getReturnTo().getName());
    seen.put("contents", contents);
    seen.put("shipsOn", parcel.getShipsOn() == null ? null : parcel.getShipsOn().toString());
    seen.put("pickedUp", parcel.getPickedUpAt() == null ? null : parcel.getPickedUpAt().toEpochSecond());
    seen.put("value", parcel.getDeclaredValue() == null ? null : parcel.getDeclaredValue().getActualInstance());
    seen.put("labels", parcel.getLabels());
    seen.put("counts", parcel.getCounts());
    seen.put("packages", packages);
    seen.put("note", parcel.getNote());
    seen.put("class", parcel.getPropertyClass().getValue());
    seen.put("import", parcel.getImport());
    seen.put("hasId", parcel.getId() > 0);
    seen.put("isRecent", parcel.getCreatedAt().getYear() >= 2025);
    return seen;
  }

  static List<Object> names(Region region) {
    List<Object> children = new ArrayList<>();
    for (Region one : region.getChildren()) children.add(names(one));
    return Arrays.asList(region.getName(), children);
  }

  static File fileOf(String name, byte[] content) throws Exception {
    File file = File.createTempFile("parcel", name);
    file.deleteOnExit();
    Files.write(file.toPath(), content);
    return file;
  }

  static byte[] bytesOf(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static ParcelInput input() {
    return new ParcelInput().reference("P-000123").recipient(new Address().name("Ana").city("Lisboa").country("PT"));
  }

  static Contents documents(long pages) {
    return new Contents(new Documents().kind(Documents.KindEnum.DOCUMENTS).pages(pages));
  }

  public static void main(String[] args) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>();
    ApiClient client = new ApiClient();
    client.updateBaseUri(args[0]);
    Token token = new SignInApi(client).createToken("password", args[1], args[2]);
    all.put("token", token.getTokenType().getValue());
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token.getAccessToken()));
    ParcelsApi api = new ParcelsApi(client);

    Goods goods = new Goods().kind(Goods.KindEnum.GOODS).addItemsItem(new GoodsItemsItem().title("Cup").quantity(2L).fragile(true));
    Parcel created =
        api.createParcel(
            input()
                .status(ParcelStatus.MINUS_1)
                .weight(new BigDecimal("1.5"))
                .size(List.of(300L, 200L, 100L))
                .returnTo(new Address().name("Bo").city("Oslo").country("NO"))
                .contents(new Contents(goods))
                .shipsOn(LocalDate.of(2026, 12, 1))
                .pickedUpAt(OffsetDateTime.parse("2026-11-30T12:00:00Z"))
                .declaredValue(new ParcelInputDeclaredValue(1250L))
                .labels(Map.of("zone", "ü-4"))
                .counts(Map.of("stamps", 3L))
                .packages(List.of(new ModelPackage().name("outer").addPackagesItem(new ModelPackage().name("inner"))))
                .propertyClass(ParcelInputClass.EXPRESS)
                ._import(true));
    all.put("created", look(created));
    all.put("read", look(api.getParcel(created.getId())));

    ParcelPage page = api.listParcels(ParcelStatus.MINUS_1, "P-000123", null, null, 5);
    List<String> references = new ArrayList<>();
    for (Parcel one : page.getItems()) references.add(one.getReference());
    all.put("listed", Map.of("total", page.getTotal(), "size", page.getPageSize(), "references", references));

    Parcel replaced =
        api.replaceParcel(
            created.getId(),
            input()
                .status(ParcelStatus.IN_TRANSIT)
                .weight(new BigDecimal(2))
                .size(List.of(1L, 2L, 3L))
                .contents(documents(12))
                .declaredValue(new ParcelInputDeclaredValue("gift"))
                .note(null));
    all.put("replaced", look(replaced));

    ObjectMapper json = client.getObjectMapper();
    try {
      api.createParcel(
          input()
              .reference("P-1")
              .weight(BigDecimal.ZERO)
              .size(List.of(1L, 2L, 3L))
              .recipient(new Address().name("").city("Lisboa").country("PT"))
              .contents(documents(1)));
    } catch (ApiException error) {
      Problem problem = json.readValue(error.getResponseBody(), Problem.class);
      List<Object> errors = new ArrayList<>();
      for (ProblemErrorsItem one : problem.getErrors()) errors.add(List.of(one.getField(), one.getMessage()));
      all.put("refused", Map.of("status", error.getCode(), "title", problem.getTitle(), "errors", errors));
    }

    Photo photo = new PhotosApi(client).addPhoto(created.getId(), fileOf("front.png", bytesOf("\u0089PNG\0\u00ff")), "The front");
    all.put("photo", Map.of("caption", photo.getCaption(), "hasId", photo.getId() > 0));
    api.putLabel(created.getId(), fileOf("label.pdf", bytesOf("%PDF\0\u00ff\n")));
    StringBuilder label = new StringBuilder();
    for (byte one : Files.readAllBytes(api.getLabel(created.getId()).toPath())) label.append(String.format("%02x", one));
    all.put("label", label.toString());

    all.put("regions", names(new RegionsApi(client).getRegions()));

    api.deleteParcel(created.getId());
    try {
      api.getParcel(created.getId());
    } catch (ApiException error) {
      Problem missing = json.readValue(error.getResponseBody(), Problem.class);
      all.put("missing", Map.of("status", error.getCode(), "title", missing.getTitle()));
    }
    System.out.println(new ObjectMapper().writeValueAsString(all));
  }
}
