/** Which page of a list is asked for, and how it is sorted. */
export interface PageRequest<Field extends string, Direction extends 1 | -1> {
  /** From 1. */
  readonly page: number;
  readonly size: number;
  readonly orderBy: Field;
  readonly dir: Direction;
}

/** One page of a list, in the API's envelope. @param total on all pages */
export function toPage<Item, Field extends string, Direction extends 1 | -1>(
  records: Item[],
  total: number,
  { page, size, orderBy, dir }: PageRequest<Field, Direction>,
) {
  const first = (page - 1) * size;
  const pages = Math.ceil(total / size);
  return {
    Records: records,
    CurrentPageSize: size,
    CurrentPage: page,
    CurrentOrderField: orderBy,
    CurrentSortDirection: dir,
    FirstItem: records.length === 0 ? 0 : first + 1,
    HasNextPage: page < pages,
    HasPreviousPage: page > 1 && total > 0,
    LastItem: records.length === 0 ? 0 : first + records.length,
    PageNumber: page,
    PageSize: size,
    TotalItems: total,
    TotalPages: pages,
  };
}
