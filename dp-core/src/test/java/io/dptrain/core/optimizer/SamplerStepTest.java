package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.accountant.event.GaussianEvent;
import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.event.PrivacyEvent;
import io.dptrain.accountant.event.SelfComposedEvent;
import io.dptrain.accountant.event.TruncatedPoissonSampledEvent;
import io.dptrain.accountant.pld.PldAccountant;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.random.RandomBits;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.sampling.Sampler;
import io.dptrain.core.sampling.TruncatedPoissonSampling;
import io.dptrain.core.testing.LinearModel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a step makes of its sampler, and does not take from it. */
class SamplerStepTest {
  private static final double DELTA = 1e-5;
  private static final float[][] TABLE = new float[4][LinearModel.WIDTH];

  private final LinearModel model = new LinearModel();

  @AfterEach
  void closeModel() {
    model.close();
  }

  /** The cap is below the expected size, so nearly every batch is cut. */
  @Test
  void step_truncatedPoisson_isCutAndChargedForIt() {
    TruncatedPoissonSampling sampling = TruncatedPoissonSampling.of(4, 3.6, 2);
    DpOptimizer optimizer =
        model.ready(
            LinearModel.builder(model.overwriting(), 4).sampling(sampling).noiseMultiplier(4));
    List<Integer> sizes = new ArrayList<>();
    for (int step = 0; step < 40; step++) {
      optimizer.step(
          model.session,
          rows -> {
            sizes.add(rows.length);
            return model.feeds(TABLE, rows);
          });
    }
    assertThat(sizes).contains(2).allMatch(size -> size <= 2);
    PrivacyEvent charged =
        new SelfComposedEvent(
            new TruncatedPoissonSampledEvent(4, 0.9, 2, new GaussianEvent(4)), 40);
    assertThat(optimizer.ledger().event()).isEqualTo(charged);
    assertThat(optimizer.ledger().epsilon(1e-3))
        .isEqualTo(
            new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE).compose(charged).epsilon(1e-3))
        .isGreaterThan(
            new PldAccountant(NeighboringRelation.ADD_OR_REMOVE_ONE)
                .compose(PoissonSampling.of(4, 3.6).after(40, new GaussianEvent(4)))
                .epsilon(1e-3));
  }

  @Test
  void budget_truncatedPoisson_isMetByTheStepsAskedFor() {
    PrivacyBudget budget = new PrivacyBudget(2, DELTA);
    DpOptimizer optimizer =
        DpOptimizer.wrap(model.overwriting())
            .sampling(TruncatedPoissonSampling.of(10_000, 100, 150))
            .clipping(Clipping.flat(1))
            .budget(budget, 300)
            .build();
    assertThat(optimizer.ledger().epsilonAfter(300, DELTA)).isBetween(1.99, 2.0);
    assertThat(optimizer.ledger().stepsLeft(budget)).isBetween(300L, 301L);
  }

  /** Draws the same rows of four in every step, at most three, and notes for which steps. */
  private record Scripted(List<Integer> rows, List<Long> steps) implements Sampler {
    @Override
    public int datasetSize() {
      return 4;
    }

    @Override
    public double denominator() {
      return 2;
    }

    @Override
    public long largestBatch() {
      return 3;
    }

    @Override
    public List<int[]> draw(long step, RandomBits bits) {
      steps.add(step);
      return List.of(rows.stream().mapToInt(row -> row).toArray());
    }

    @Override
    public PrivacyEvent after(long steps, PrivacyEvent release) {
      return new SelfComposedEvent(release, steps);
    }

    @Override
    public String description() {
      return "scripted";
    }
  }

  static Stream<List<Integer>> careless() {
    return Stream.of(
        List.of(1, 1), List.of(2, 1), List.of(-1, 1), List.of(1, 4), List.of(0, 1, 2, 3));
  }

  @ParameterizedTest
  @MethodSource("careless")
  void step_samplerThatBreaksItsWord_isRefusedAndChangesNothing(List<Integer> rows) {
    DpOptimizer optimizer =
        model.ready(
            LinearModel.builder(model.overwriting(), 4)
                .sampling(new Scripted(rows, new ArrayList<>())));
    List<Double> before = model.variables();
    assertThatThrownBy(
            () -> optimizer.step(model.session, drawn -> model.feeds(TABLE, new int[drawn.length])))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("scripted");
    assertThat(model.variables()).isEqualTo(before);
    assertThat(optimizer.ledger().steps()).isOne();
  }

  @Test
  void step_sampler_isToldTheNumberOfTheStepAlsoAfterOneThatFailed() {
    List<Long> drawn = new ArrayList<>();
    DpOptimizer optimizer =
        model.ready(
            LinearModel.builder(model.overwriting(), 4)
                .sampling(new Scripted(List.of(0, 2), drawn)));
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    BatchFeeder failing =
        rows -> {
          throw new IllegalStateException("the data base is down");
        };
    assertThatThrownBy(() -> optimizer.step(model.session, failing))
        .hasMessage("the data base is down");
    optimizer.step(model.session, rows -> model.feeds(TABLE, rows));
    assertThat(drawn).as("each once, the last ahead").containsExactly(0L, 1L, 2L, 3L);
  }
}
