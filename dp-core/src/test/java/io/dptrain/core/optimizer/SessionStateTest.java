package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** A session that no step can run in is told in one line, and not by a step of noise alone. */
class SessionStateTest {
  private static final int UNITS = 3;

  private final TestModel<TFloat32> model = TestModel.single();

  @AfterEach
  void closeModel() {
    model.close();
  }

  private static DpOptimizer minimizing(DpOptimizerBuilder builder, Operand<TFloat32> loss) {
    DpOptimizer optimizer = builder.build();
    optimizer.minimize(loss);
    return optimizer;
  }

  private DpOptimizer dense() {
    return minimizing(model.optimizer(UNITS, 1), TestModels.DENSE.loss(model));
  }

  /** A session initializes itself before its first run, unless it is told not to. */
  @Test
  void step_sessionThatWasNeverInitialized_saysSoAndIsNotCharged() {
    DpOptimizer optimizer = dense();
    try (Session session = new Session(model.graph, false)) {
      assertThatThrownBy(() -> optimizer.step(session, model::feeds))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no step was charged")
          .hasMessageContaining("session.initialize()");
      assertThat(optimizer.ledger().steps()).isZero();
      session.initialize();
      assertThat(optimizer.step(session, model::feeds).step()).isOne();
    }
  }

  @Test
  void step_sessionThatWasInitializedBeforeMinimize_saysSoAndIsNotCharged() {
    Operand<TFloat32> loss = TestModels.DENSE.loss(model);
    try (Session session = new Session(model.graph, false)) {
      session.initialize();
      DpOptimizer optimizer = minimizing(wrapped(new Adam(model.graph)), loss);
      assertThatThrownBy(() -> optimizer.step(session, model::feeds))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("after minimize(...)");
      assertThat(optimizer.ledger().steps()).isZero();
    }
  }

  private static DpOptimizerBuilder wrapped(Optimizer optimizer) {
    return DpOptimizer.wrap(optimizer)
        .sampling(PoissonSampling.of(UNITS, UNITS))
        .clipping(Clipping.flat(1))
        .noiseMultiplier(1);
  }

  @Test
  void step_sessionThatIsClosed_saysSoAndIsNotCharged() {
    DpOptimizer optimizer = dense();
    Session session = new Session(model.graph);
    session.initialize();
    session.close();
    assertThatThrownBy(() -> optimizer.step(session, model::feeds))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("keep the session open");
    assertThat(optimizer.ledger().steps()).isZero();
  }

  /** In a session that was looked at, the first step after it was closed is charged. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void step_sessionThatIsClosedLater_showsTheCause(boolean inGraph) {
    SpoiltModel.Setting setting = new SpoiltModel.Setting(inGraph, PhysicalBatches.automatic(), 1);
    try (SpoiltModel spoilt = new SpoiltModel(FailingModels.ID_OF_A_TABLE, setting)) {
      Session session = new Session(spoilt.model.graph);
      session.initialize();
      BatchFeeder feeder = spoilt.feeder(SpoiltModel.Fault.FAILS, List.of());
      spoilt.optimizer.step(session, feeder);
      session.close();
      assertThatThrownBy(() -> spoilt.optimizer.step(session, feeder))
          .isInstanceOf(StepFailedException.class)
          .hasMessageContaining("after close()");
      assertThatThrownBy(() -> spoilt.optimizer.step(session, feeder))
          .hasMessageContaining("no step was charged");
      assertThat(spoilt.optimizer.ledger().steps()).isEqualTo(2);
    }
  }

  /** What the update fails on is noised, so it can be shown. */
  @Test
  void step_updateThatFails_isChargedAndShowsTheCause() {
    Operand<TFloat32> loss = TestModels.DENSE.loss(model);
    DpOptimizer optimizer = minimizing(wrapped(new Failing(model.graph)), loss);
    model.session.initialize();
    assertThatThrownBy(() -> optimizer.step(model.session, model::feeds))
        .isInstanceOf(StepFailedException.class)
        .hasMessageContaining("indices = 7 is not in [0, 1)")
        .hasCauseInstanceOf(RuntimeException.class);
    assertThat(optimizer.ledger().steps()).isOne();
  }

  /** Ids that begin at five: no made-up row is like that, and the model trains. */
  @Test
  void step_modelThatMadeUpRowsDoNotFit_isRunAllTheSame() {
    Ops tf = model.tf;
    Placeholder<TInt32> ids = model.ids(2);
    Operand<TInt32> shifted = tf.math.sub(ids, tf.constant(5));
    Operand<TFloat32> words = tf.gather(model.variable(2, 3), shifted, tf.constant(0));
    DpOptimizer optimizer = minimizing(model.optimizer(UNITS, 1), model.distance(words));
    model.session.initialize();
    double[] change =
        model.change(optimizer, rows -> new BatchFeeds().feed(ids, TInt32.vectorOf(5, 6, 5)));
    assertThat(change).doesNotContain(0);
  }

  /** Looks up a row of the gradient that there is not. */
  private static final class Failing extends Optimizer {
    Failing(Graph graph) {
      super(graph);
    }

    @Override
    protected <T extends TType> Op applyDense(Ops tf, Output<T> gradient, Output<T> variable) {
      Operand<TInt32> row = tf.constant(7);
      Operand<T> update = tf.gather(tf.expandDims(gradient, tf.constant(0)), row, tf.constant(0));
      return tf.assign(variable, update);
    }

    @Override
    public String getOptimizerName() {
      return "Failing";
    }
  }
}
