package io.dptrain.core.data;

import io.dptrain.core.internal.Checks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * A pass over all records before training: how many fail, and why. It prints nothing and stops at
 * nothing, whatever the data holds, and takes as long as reading every record once.
 *
 * <pre>{@code
 * DataReport report = DataCheck.of(data).run();
 * long failing = report.releaseFailing(authority, "records that fail", 20);
 * }</pre>
 *
 * <p>Immutable: each setting returns another check.
 */
public final class DataCheck {
  /** How many times progress is told. */
  private static final int PARTS = 100;

  private final RecordSource source;
  private final int rowsPerUnit;
  private final IntConsumer progress;

  private DataCheck(RecordSource source, int rowsPerUnit, IntConsumer progress) {
    this.source = source;
    this.rowsPerUnit = rowsPerUnit;
    this.progress = progress;
  }

  /** A check of a source, which it does not close. */
  public static DataCheck of(RecordSource source) {
    FieldNames.require(source.fields());
    return new DataCheck(source, 1, percent -> {});
  }

  /** Counts privacy units of so many records, as {@link RecordFeeder#rowsPerUnit} says. */
  public DataCheck rowsPerUnit(int rows) {
    return new DataCheck(source, (int) Checks.atLeastOne("rowsPerUnit", rows), progress);
  }

  /**
   * Tells how far the pass is.
   *
   * @param percent takes the whole per cents from 1 to 100, each once, whatever the data holds
   */
  public DataCheck progress(IntConsumer percent) {
    return new DataCheck(source, rowsPerUnit, percent);
  }

  /**
   * Reads every record.
   *
   * @throws RecordSource.StorageException if the storage fails
   */
  public DataReport run() {
    RecordSink sink =
        new RecordSink(
            source.fields(), source.fields().stream().map(field -> List.<Column>of()).toList());
    Map<String, Long> faults = new TreeMap<>();
    long failingUnits = 0;
    boolean isFailing = false;
    int told = 0;
    for (int row = 0; row < source.size(); row++) {
      Optional<String> fault = sink.read(source, row, 0);
      fault.ifPresent(why -> faults.merge(why, 1L, Long::sum));
      isFailing |= fault.isPresent();
      if ((row + 1) % rowsPerUnit == 0 || row + 1 == source.size()) {
        failingUnits += isFailing ? 1 : 0;
        isFailing = false;
      }
      int percent = (int) (PARTS * (row + 1L) / source.size());
      IntStream.rangeClosed(told + 1, percent).forEach(progress);
      told = percent;
    }
    return new DataReport(source, rowsPerUnit, failingUnits, faults);
  }
}
