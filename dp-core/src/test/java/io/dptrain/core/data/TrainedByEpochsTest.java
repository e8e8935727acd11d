package io.dptrain.core.data;

import static io.dptrain.core.data.Field.Type.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.optimizer.PhysicalBatches;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.RandomAllocation;
import io.dptrain.core.testing.LinearModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of random allocation, whose records are laid out for each epoch. */
class TrainedByEpochsTest {
  private static final int RECORDS = 60;
  private static final int STEPS_PER_EPOCH = 5;
  private static final int EPOCHS = 3;

  @TempDir private Path folder;
  private final List<Integer> asked = Collections.synchronizedList(new ArrayList<>());

  /** Notes what is read by the pass. */
  private final class Noting implements RecordSource {
    private final RecordSource source;

    Noting(RecordSource source) {
      this.source = source;
    }

    @Override
    public int size() {
      return source.size();
    }

    @Override
    public List<Field> fields() {
      return source.fields();
    }

    @Override
    public boolean read(int row, RecordSink into) {
      asked.add(row);
      return source.read(row, into);
    }
  }

  /** Every seventh record is out of range. */
  private static RecordSource source() {
    Random random = new Random(9);
    float[] values = new float[RECORDS * LinearModel.WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % (7 * LinearModel.WIDTH) == 0 ? 1000 : (float) random.nextGaussian();
    }
    return ArrayRecords.of(RECORDS)
        .with(Field.of("x", FLOAT32, LinearModel.WIDTH).within(-100, 100), values);
  }

  /** The variables after each step. */
  private static List<List<Double>> trained(RecordSource source, int rowsPerUnit, int chunk) {
    try (LinearModel model = new LinearModel();
        source) {
      RecordFeeder feeder = RecordFeeder.of(source).rowsPerUnit(rowsPerUnit).feed(model.data, "x");
      DpOptimizer optimizer =
          model.ready(
              LinearModel.builder(model.overwriting(), feeder.units())
                  .sampling(RandomAllocation.of(feeder.units(), STEPS_PER_EPOCH))
                  .samplingBits(SeededBits.of(2))
                  .noise(HostNoise.of(SeededNoise.of(3)))
                  .noiseMultiplier(1)
                  .physicalBatches(PhysicalBatches.ofSize(chunk))
                  .trustKernelsWithoutProbe()
                  .rowsPerUnit(rowsPerUnit));
      List<List<Double>> variables = new ArrayList<>();
      for (int step = 0; step < EPOCHS * STEPS_PER_EPOCH; step++) {
        optimizer.step(model.session, feeder);
        variables.add(model.variables());
      }
      return variables;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void step_recordsThatAreLaidOut_givesTheSameWeights(int rowsPerUnit) {
    for (int chunk : new int[] {4, 100}) {
      assertThat(trained(EpochRecords.of(source(), folder), rowsPerUnit, chunk))
          .isEqualTo(trained(source(), rowsPerUnit, chunk));
    }
    assertThat(folder).isEmptyDirectory();
  }

  /** The last step announces one epoch more, whose pass may have begun. */
  @Test
  void step_recordsThatAreLaidOut_areReadOncePerEpochAndInOrder() {
    trained(EpochRecords.of(new Noting(source()), folder), 1, 100);
    assertThat(asked).hasSizeBetween(EPOCHS * RECORDS, (EPOCHS + 1) * RECORDS);
    for (int i = 0; i < asked.size(); i++) {
      assertThat(asked.get(i)).isEqualTo(i % RECORDS);
    }
  }
}
