package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.DeltaWarning;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.LinearModel;
import io.dptrain.core.testing.LogRecords;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.framework.optimizers.GradientDescent;

/** A delta that is large for the size of the data set is warned of, and no more than that. */
class LargeDeltaTest {
  private final LinearModel model = new LinearModel();
  private final LogRecords log = LogRecords.of(DeltaWarning.class);

  @AfterEach
  void close() {
    log.close();
    model.close();
  }

  private DpOptimizerBuilder builder() {
    return DpOptimizer.wrap(new GradientDescent(model.graph, 1f))
        .sampling(PoissonSampling.of(1_000, 10))
        .clipping(Clipping.flat(1));
  }

  @Test
  void epsilon_largeDelta_isWarnedOfOncePerOptimizer() {
    DpOptimizer optimizer = builder().noiseMultiplier(1).build();
    assertThat(log.all()).isEmpty();
    assertThat(optimizer.ledger().epsilonAfter(10, 1e-3)).isPositive();
    optimizer.ledger().bracket(1e-2);
    assertThat(log.all()).hasSize(1);
    assertThat(log.all().get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(log.all().get(0).getMessage()).contains("0.001", "1.00E-04", "N = 1000");
    builder().noiseMultiplier(1).build().ledger().epsilon(1e-3);
    assertThat(log.all()).hasSize(2);
  }

  @Test
  void epsilon_deltaWithinTheRule_isNotWarnedOf() {
    DpOptimizer optimizer = builder().noiseMultiplier(1).build();
    optimizer.ledger().epsilonAfter(10, 1e-4);
    optimizer.ledger().rdpGuarantee(1e-5);
    assertThat(log.all()).isEmpty();
  }

  @Test
  void build_budgetOfLargeDelta_isWarnedOfOnce() {
    PrivacyBudget budget = new PrivacyBudget(3, 1e-3);
    DpOptimizer optimizer = builder().budget(budget, 10).build();
    assertThat(log.all()).hasSize(1);
    assertThat(optimizer.ledger().stepsLeft(budget)).isGreaterThanOrEqualTo(10);
    assertThat(log.all()).hasSize(1);
  }
}
