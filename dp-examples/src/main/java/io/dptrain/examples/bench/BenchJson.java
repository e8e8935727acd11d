package io.dptrain.examples.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dptrain.examples.BadInput;
import io.dptrain.examples.report.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The rows as JSON: {@code {"rows": [{"model": ..., ...}]}}. */
final class BenchJson {
  private BenchJson() {}

  /**
   * Requires that a file can be written, before minutes are spent on its content.
   *
   * @throws BadInput naming the file and the reason
   */
  static void requireWritable(Path file) {
    if (Files.isDirectory(file)) {
      throw new BadInput("--json " + file + " is a folder; name a file");
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.delete(Files.createTempFile(folder, file.getFileName() + ".", ".partial"));
    } catch (IOException | RuntimeException e) {
      throw refused(file, e);
    }
  }

  /** Writes the rows over an earlier file of that name. */
  static void write(Path file, List<BenchRow> rows) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    var array = json.putArray("rows");
    rows.forEach(row -> put(array.addObject(), row));
    byte[] bytes = (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      AtomicFiles.write(file, out -> out.write(bytes));
    } catch (IOException e) {
      throw refused(file, e);
    }
  }

  private static BadInput refused(Path file, Exception e) {
    return new BadInput(
        "--json "
            + file
            + " cannot be written; name a file in a folder that exists and that you"
            + " may write to ("
            + e
            + ")",
        e);
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
