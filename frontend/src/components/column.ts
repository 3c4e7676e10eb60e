/** Element Plus' table column with the type of its rows: `const Column = columnOf<Vm>()`, then `<Column v-slot="{ row }">`. */

import "element-plus/theme-chalk/el-table-column.css";

import { ElTableColumn, type TableColumnCtx } from "element-plus";

interface TypedColumn<R extends object> {
  new (): {
    $props: Partial<Omit<TableColumnCtx, "selectable">> & { selectable?: (row: R) => boolean };
    $slots: { default: (scope: { row: R; $index: number }) => unknown; header: () => unknown };
  };
}

export function columnOf<R extends object>(): TypedColumn<R> {
  return ElTableColumn as unknown as TypedColumn<R>;
}
