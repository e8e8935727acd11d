package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.DeltaWarning;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.LinearModel;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.framework.optimizers.GradientDescent;

/** A delta that is large for the size of the data set is warned of, and no more than that. */
class LargeDeltaTest {
  private static final Logger LOG = Logger.getLogger(DeltaWarning.class.getName());

  private final LinearModel model = new LinearModel();
  private final List<LogRecord> records = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logged) {
          records.add(logged);
        }

        @Override
        public void flush() {
          // Nothing is held back.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
  }

  @AfterEach
  void stopListening() {
    LOG.removeHandler(handler);
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
    assertThat(records).isEmpty();
    assertThat(optimizer.ledger().epsilonAfter(10, 1e-3)).isPositive();
    optimizer.ledger().bracket(1e-2);
    assertThat(records).hasSize(1);
    assertThat(records.get(0).getLevel()).isEqualTo(Level.WARNING);
    assertThat(records.get(0).getMessage()).contains("0.001", "1.00E-04", "N = 1000");
    builder().noiseMultiplier(1).build().ledger().epsilon(1e-3);
    assertThat(records).hasSize(2);
  }

  @Test
  void epsilon_deltaWithinTheRule_isNotWarnedOf() {
    DpOptimizer optimizer = builder().noiseMultiplier(1).build();
    optimizer.ledger().epsilonAfter(10, 1e-4);
    optimizer.ledger().rdpGuarantee(1e-5);
    assertThat(records).isEmpty();
  }

  @Test
  void build_budgetOfLargeDelta_isWarnedOfOnce() {
    PrivacyBudget budget = new PrivacyBudget(3, 1e-3);
    DpOptimizer optimizer = builder().budget(budget, 10).build();
    assertThat(records).hasSize(1);
    assertThat(optimizer.ledger().stepsLeft(budget)).isGreaterThanOrEqualTo(10);
    assertThat(records).hasSize(1);
  }
}
