package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.core.internal.state.DrawnBatches;
import io.dptrain.core.random.RandomBits;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.Sampler;
import io.dptrain.core.testing.LinearModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Session;

/** The batch of the next step is drawn ahead, announced, and used once. */
class DrawnAheadTest {
  private static final int ROWS = 40;
  private static final float[][] TABLE = new float[ROWS][LinearModel.WIDTH];
  private static final Sampler SAMPLER = PoissonSampling.of(ROWS, 12);

  private final LinearModel model = new LinearModel();
  private final List<String> announced = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();

  @AfterEach
  void closeModel() {
    model.close();
  }

  private final class Noting implements BatchFeeder {
    private final IntConsumer before;

    Noting(IntConsumer before) {
      this.before = before;
    }

    @Override
    public BatchFeeds feeds(int[] rows) {
      asked.add(Arrays.toString(rows));
      before.accept(asked.size());
      return model.feeds(TABLE, rows);
    }

    @Override
    public void announce(int[] rows) {
      announced.add(Arrays.toString(rows));
      Arrays.fill(rows, 0); // the step has a copy of its own
    }
  }

  private DpOptimizer ready(Sampler sampler) {
    return model.ready(
        LinearModel.builder(model.overwriting(), ROWS)
            .sampling(sampler)
            .samplingBits(SeededBits.of(4)));
  }

  @Test
  void step_eachBatch_isAnnouncedInTheStepBefore() {
    DpOptimizer optimizer = ready(SAMPLER);
    Noting feeder = new Noting(step -> assertThat(announced).hasSize(step));
    for (int step = 0; step < 20; step++) {
      optimizer.step(model.session, feeder);
    }
    assertThat(asked.subList(1, 20)).isEqualTo(announced.subList(0, 19));
    assertThat(asked).doesNotHaveDuplicates();
  }

  /** A seeded run draws what it drew without reading ahead. */
  @Test
  void step_batches_areThoseDrawnInOrder() {
    DpOptimizer optimizer = ready(SAMPLER);
    RandomBits bits = SeededBits.of(4);
    for (int step = 0; step < 10; step++) {
      optimizer.step(model.session, new Noting(count -> {}));
      assertThat(asked.get(step)).isEqualTo(Arrays.toString(SAMPLER.draw(step, bits).get(0)));
    }
  }

  @Test
  void step_afterOneThatFailed_hasAnotherBatch() {
    DpOptimizer optimizer = ready(SAMPLER);
    Noting failing =
        new Noting(
            step -> {
              if (step == 2) {
                throw new IllegalStateException("the disk is gone");
              }
            });
    optimizer.step(model.session, failing);
    assertThatThrownBy(() -> optimizer.step(model.session, failing)).hasMessage("the disk is gone");
    optimizer.step(model.session, failing);
    assertThat(asked).hasSize(3).doesNotHaveDuplicates();
    assertThat(optimizer.ledger().steps()).isEqualTo(3);
  }

  @Test
  void step_inASecondSession_hasAnotherBatch() {
    DpOptimizer optimizer = ready(SAMPLER);
    Noting feeder = new Noting(step -> {});
    optimizer.step(model.session, feeder);
    try (Session second = new Session(model.graph)) {
      second.initialize();
      optimizer.step(second, feeder);
      optimizer.step(model.session, feeder);
    }
    assertThat(asked).hasSize(3).doesNotHaveDuplicates();
  }

  /** A retry would draw until nobody is sampled whom the storage fails on. */
  @Test
  void step_announcementThatFails_isNotSeen() {
    DpOptimizer optimizer = ready(SAMPLER);
    BatchFeeder feeder =
        new BatchFeeder() {
          @Override
          public BatchFeeds feeds(int[] rows) {
            asked.add(Arrays.toString(rows));
            return model.feeds(TABLE, rows);
          }

          @Override
          public void announce(int[] rows) {
            announced.add(Arrays.toString(rows));
            throw new IllegalStateException("row " + rows[0]);
          }
        };
    optimizer.step(model.session, feeder);
    optimizer.step(model.session, feeder);
    assertThat(asked.get(1)).isEqualTo(announced.get(0));
  }

  /** Fails for one step, and draws its number for all others. */
  private record OneFails(long failing, List<Long> steps) implements Sampler {
    @Override
    public int datasetSize() {
      return ROWS;
    }

    @Override
    public double denominator() {
      return 1;
    }

    @Override
    public long largestBatch() {
      return 1;
    }

    @Override
    public List<int[]> draw(long step, RandomBits bits) {
      steps.add(step);
      return List.of(step == failing ? new int[] {1, 1} : new int[] {(int) step});
    }

    @Override
    public PrivacyEvent after(long count, PrivacyEvent release) {
      return SAMPLER.after(count, release);
    }

    @Override
    public String description() {
      return "one fails";
    }
  }

  @Test
  void step_nextBatchThatCannotBeDrawn_failsItsOwnStep() {
    DpOptimizer optimizer = ready(new OneFails(1, new ArrayList<>()));
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    assertThatThrownBy(() -> optimizer.step(model.session, rows -> model.feeds(TABLE, rows)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("one fails");
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(optimizer.ledger().steps()).isEqualTo(3);
  }

  @Test
  void of_stepThatWasDrawnAhead_givesItOnce() {
    DrawnBatches batches = new DrawnBatches(SAMPLER, SeededBits.of(9));
    int[] ahead = batches.drawAhead(7).orElseThrow();
    assertThat(batches.of(7)).isEqualTo(ahead);
    assertThat(batches.of(7)).isNotEqualTo(ahead);
  }

  @Test
  void of_anotherStepThanThatWhichWasDrawn_drawsAnewAndForgets() {
    List<Long> steps = new ArrayList<>();
    DrawnBatches batches = new DrawnBatches(new OneFails(-1, steps), SeededBits.of(9));
    batches.drawAhead(7);
    assertThat(batches.of(20)).containsExactly(20);
    assertThat(batches.of(7)).containsExactly(7);
    assertThat(steps).containsExactly(7L, 20L, 7L);
  }

  @Test
  void forget_afterDrawingAhead_drawsAnew() {
    DrawnBatches batches = new DrawnBatches(SAMPLER, SeededBits.of(9));
    int[] ahead = batches.drawAhead(7).orElseThrow();
    batches.forget();
    assertThat(batches.of(7)).isNotEqualTo(ahead);
  }
}
