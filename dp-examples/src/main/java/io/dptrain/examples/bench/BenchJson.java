package io.dptrain.examples.bench;

import java.util.List;

/** The rows as the keys of their file. */
record BenchJson(List<RowJson> rows) {

  record RowJson(
      String model,
      int batch,
      double ordinaryMillis,
      double privateMillis,
      double timeRatio,
      long ordinaryPeakBytes,
      long privatePeakBytes,
      double memoryRatio,
      double normsShare,
      double sumsShare,
      double noiseShare) {
    static RowJson of(BenchRow row) {
      return new RowJson(
          row.model(),
          row.batch(),
          row.times().baselineMillis(),
          row.times().millis(),
          row.times().ratio(),
          Math.round(row.ordinary().peakBytes()),
          Math.round(row.secured().peakBytes()),
          row.memoryRatio(),
          row.secured().normsShare(),
          row.secured().sumsShare(),
          row.secured().noiseShare());
    }
  }

  static BenchJson of(List<BenchRow> rows) {
    return new BenchJson(rows.stream().map(RowJson::of).toList());
  }
}
