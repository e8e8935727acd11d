package io.dptrain.core.data;

import static io.dptrain.core.data.Field.Type.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.DpOptimizerBuilder;
import io.dptrain.core.optimizer.PhysicalBatches;
import io.dptrain.core.optimizer.StepReport;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.LinearModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps on records of a file, some of which cannot be parsed. */
class TrainedFromRecordsTest {
  private static final int RECORDS = 12;

  @TempDir private Path folder;

  /** Lines of eight numbers each. */
  private static List<String> lines() {
    Random random = new Random(6);
    List<String> lines = new ArrayList<>();
    for (int record = 0; record < RECORDS; record++) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < LinearModel.WIDTH; i++) {
        cells.add(String.valueOf((float) random.nextGaussian()));
      }
      lines.add(String.join(",", cells));
    }
    return lines;
  }

  private CsvRecords source(List<String> lines) {
    return CsvRecords.builder(Records.text(folder.resolve("x.csv"), String.join("\n", lines)))
        .withoutHeader(LinearModel.WIDTH)
        .field(Field.of("x", FLOAT32, LinearModel.WIDTH).within(-100, 100), 0)
        .build();
  }

  /** The variables are the gradient that the optimizer sees. */
  private List<Double> sum(
      List<String> lines, int rowsPerUnit, UnaryOperator<DpOptimizerBuilder> setting) {
    try (LinearModel model = new LinearModel();
        RecordSource source = source(lines)) {
      RecordFeeder feeder = RecordFeeder.of(source).rowsPerUnit(rowsPerUnit).feed(model.data, "x");
      DpOptimizerBuilder builder =
          LinearModel.builder(model.overwriting(), feeder.units()).rowsPerUnit(rowsPerUnit);
      DpOptimizer optimizer = model.ready(setting.apply(builder));
      optimizer.step(model.session, feeder);
      return model.variables();
    }
  }

  /**
   * A gradient is its record as often as there are biases, and ones; the mean over a unit is
   * clipped to 1.
   */
  private static double[] expected(List<String> lines, int rowsPerUnit, List<Integer> without) {
    double[] sum = new double[LinearModel.WIDTH + LinearModel.BIASES];
    int units = RECORDS / rowsPerUnit;
    for (int unit = 0; unit < units; unit++) {
      double[] gradient = new double[sum.length];
      double squares = 0;
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = i < LinearModel.WIDTH ? 0 : 1;
        for (int row = 0; i < LinearModel.WIDTH && row < rowsPerUnit; row++) {
          String line = lines.get(unit * rowsPerUnit + row);
          double value = Double.parseDouble(line.split(",", -1)[i]);
          gradient[i] += LinearModel.BIASES * value / rowsPerUnit;
        }
        squares += gradient[i] * gradient[i];
      }
      double factor = without.contains(unit) ? 0 : Math.min(1, 1 / Math.sqrt(squares)) / units;
      for (int i = 0; i < gradient.length; i++) {
        sum[i] += factor * gradient[i];
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"", "1,2,3", "nobody,0,0,0,0,0,0,0", "1e3,0,0,0,0,0,0,0"})
  void step_recordsThatFail_contributeZeroAndNothingElseDoes(String broken) {
    List<String> lines = lines();
    List<String> some = new ArrayList<>(lines);
    some.set(0, broken);
    some.set(7, broken);
    for (PhysicalBatches batches :
        List.of(
            PhysicalBatches.automatic(), PhysicalBatches.ofSize(5), PhysicalBatches.ofSize(1))) {
      assertThat(sum(some, 1, builder -> builder.physicalBatches(batches)))
          .usingElementComparator(TrainedFromRecordsTest::compare)
          .isEqualTo(boxed(expected(lines, 1, List.of(0, 7))));
      assertThat(sum(some, 3, builder -> builder.physicalBatches(batches)))
          .usingElementComparator(TrainedFromRecordsTest::compare)
          .isEqualTo(boxed(expected(lines, 3, List.of(0, 2))));
    }
  }

  private static int compare(double a, double b) {
    return Math.abs(a - b) < 2e-6 ? 0 : Double.compare(a, b);
  }

  private static List<Double> boxed(double[] values) {
    List<Double> boxed = new ArrayList<>();
    for (double value : values) {
      boxed.add(value);
    }
    return boxed;
  }

  /** Steps on data with a record that fails in each batch, and without: what can be seen. */
  @Test
  void step_recordThatFailsInEachBatch_looksLikeAnyOther() {
    List<String> broken = new ArrayList<>(lines());
    broken.set(3, "nobody");
    assertThat(visible(broken)).isEqualTo(visible(lines()));
  }

  private List<Object> visible(List<String> lines) {
    try (LinearModel model = new LinearModel();
        RecordSource source = source(lines)) {
      RecordFeeder feeder = RecordFeeder.of(source).feed(model.data, "x");
      DpOptimizer optimizer =
          model.ready(
              LinearModel.builder(model.overwriting(), feeder.units())
                  .noiseMultiplier(1)
                  .statistics(PrivateStatistics.none().withLoss(4, 5).withClipFraction(5)));
      List<Object> seen = new ArrayList<>();
      for (int step = 0; step < 4; step++) {
        StepReport report = optimizer.step(model.session, feeder);
        seen.add(report.step());
        seen.add(Double.isFinite(report.loss().orElseThrow()));
        seen.add(Double.isFinite(report.clipFraction().orElseThrow()));
        seen.add(model.variables().stream().allMatch(value -> value != 0 && !value.isNaN()));
      }
      return seen;
    }
  }

  @Test
  void step_sampledFromAFile_readsAheadAndEnds() {
    try (LinearModel model = new LinearModel();
        RecordSource source = source(lines())) {
      RecordFeeder feeder = RecordFeeder.of(source).feed(model.data, "x");
      DpOptimizer optimizer =
          model.ready(
              LinearModel.builder(model.overwriting(), RECORDS)
                  .sampling(PoissonSampling.of(feeder.units(), 3))
                  .noiseMultiplier(1));
      for (int step = 0; step < 30; step++) {
        optimizer.step(model.session, feeder);
      }
      assertThat(optimizer.ledger().steps()).isEqualTo(30);
    }
  }
}
