package io.dptrain.examples.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dptrain.examples.report.AtomicFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The rows as JSON: {@code {"rows": [{"model": ..., ...}]}}. */
final class BenchJson {
  /** The flag that names the file. */
  static final String FLAG = "--json";

  private BenchJson() {}

  /** Writes the rows over an earlier file of that name. */
  static void write(Path file, List<BenchRow> rows) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    var array = json.putArray("rows");
    rows.forEach(row -> put(array.addObject(), row));
    byte[] bytes = (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(FLAG, file, out -> out.write(bytes));
  }

  private static void put(ObjectNode json, BenchRow row) {
    json.put("model", row.model());
    json.put("batch", row.batch());
    json.put("ordinaryMillis", row.times().baselineMillis());
    json.put("privateMillis", row.times().millis());
    json.put("timeRatio", row.times().ratio());
    json.put("ordinaryPeakBytes", Math.round(row.ordinary().peakBytes()));
    json.put("privatePeakBytes", Math.round(row.secured().peakBytes()));
    json.put("memoryRatio", row.memoryRatio());
    json.put("normsShare", row.secured().normsShare());
    json.put("sumsShare", row.secured().sumsShare());
    json.put("noiseShare", row.secured().noiseShare());
  }
}
