package io.dptrain.core.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.UnitSize;
import io.dptrain.core.internal.seam.ScheduledRelease;
import io.dptrain.core.internal.sums.FeedCheck;
import io.dptrain.core.internal.sums.PrivateModel;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.plan.DpPlan;
import io.dptrain.core.plan.PrivateStatistics;
import io.dptrain.core.random.SecureNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.OneGroup;
import io.dptrain.core.testing.OverwritingOptimizer;
import io.dptrain.core.testing.TestModel;
import io.dptrain.core.testing.TestModels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** What a step must and may be fed. */
class FeedCheckTest {
  private static final int UNITS = 3;

  private final TestModel<TFloat32> model = TestModel.single();

  @AfterEach
  void closeModel() {
    model.close();
  }

  private DpOptimizer built(Operand<?>... publicInputs) {
    DpOptimizer optimizer =
        model.optimizer(UNITS, 1).noiseMultiplier(1).publicInputs(publicInputs).build();
    optimizer.minimize(TestModels.DENSE.loss(model));
    model.session.initialize();
    return optimizer;
  }

  /** The placeholders that the update has added. */
  private List<Output<?>> seam() {
    List<Output<?>> seam = new ArrayList<>();
    model
        .graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (operation.type().equals("Placeholder")
                  && operation.name().startsWith("dptrain/")) {
                seam.add(operation.output(0));
              }
            });
    return seam;
  }

  @Test
  void step_seamFedFromOutside_isRefused() {
    DpOptimizer optimizer = built();
    double[] before = model.values();
    assertThat(seam()).as("mask; earlier sum and noise of each variable").hasSize(9);
    for (Output<?> tensor : seam()) {
      assertThatThrownBy(
              () ->
                  optimizer.step(
                      model.session,
                      rows -> model.feeds(rows).feed(tensor, TFloat32.tensorOf(Shape.of(UNITS)))))
          .as(tensor.op().name())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must not be fed");
    }
    assertThat(model.values()).isEqualTo(before);
  }

  @Test
  void step_clippedSumFedFromOutside_isRefused() {
    PrivateStep<TFloat32> step = step();
    FeedCheck check = new FeedCheck(step.sums().model(), List.of());
    List<Output<TFloat32>> ofTheStep = new ArrayList<>(step.sums().sums());
    ofTheStep.addAll(step.update().noise().noised());
    for (Output<TFloat32> sum : ofTheStep) {
      try (BatchFeeds feeds = model.feeds(0).feed(sum, TFloat32.tensorOf(sum.shape()))) {
        assertThatThrownBy(() -> check.require(feeds.inputs(), 1, 1))
            .hasMessageContaining("must not be fed");
      }
    }
  }

  private PrivateStep<TFloat32> step() {
    Output<TFloat32> loss = TestModels.DENSE.loss(model).asOutput();
    DpPlan plan =
        new DpPlan(PoissonSampling.of(1, 1), Clipping.flat(1), 1, PrivateStatistics.none(), false);
    return PrivateStep.of(
        model.tf,
        OneGroup.of(new OverwritingOptimizer(model.graph)),
        plan,
        ScheduledRelease.of(plan.noise(), plan.clipping(), plan.statistics().noiseMultipliers()),
        HostNoise.of(SecureNoise.create()),
        PhysicalBatches.automatic().sizes(),
        PrivateModel.of(model.tf, loss, List.of(), UnitSize.of(1), List.of()),
        List.of(),
        "update");
  }

  @Test
  void step_variableFed_isRefused() {
    DpOptimizer optimizer = built();
    assertThatThrownBy(
            () ->
                optimizer.step(
                    model.session,
                    rows ->
                        model
                            .feeds(rows)
                            .feed(model.variables.get(1), TFloat32.tensorOf(Shape.of(4)))))
        .hasMessageContaining("must not be fed");
  }

  @Test
  void step_publicInputThatTheLossDoesNotNeed_mayBeFedOrNot() {
    Placeholder<TFloat32> unused =
        model.tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    DpOptimizer optimizer = built(unused);
    optimizer.step(model.session, model::feeds);
    optimizer.step(model.session, rows -> model.feeds(rows).feed(unused, TFloat32.scalarOf(1f)));
    assertThat(optimizer.ledger().steps()).isEqualTo(2);
  }

  @Test
  void step_tensorOfAnotherType_isRefusedByName() {
    Placeholder<TFloat32> input = model.numbers(2);
    DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
    optimizer.minimize(model.distance(model.dense(input, 2)));
    model.session.initialize();
    assertThatThrownBy(
            () ->
                optimizer.step(
                    model.session,
                    rows -> new BatchFeeds().feed(input, TFloat64.tensorOf(Shape.of(UNITS, 2)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + input.op().name() + "' of type DT_FLOAT")
        .hasMessageContaining("DT_DOUBLE");
  }

  /** What is as long as the batch, or as its longest row, tells of it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void step_otherSizes_areRefusedAndNotTold(boolean isPublic) {
    Placeholder<TFloat32> scale =
        model.tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(5)));
    Placeholder<TFloat32> input = model.numbers(5);
    DpOptimizer optimizer = model.optimizer(UNITS, 1).publicInputs(scale).build();
    optimizer.minimize(
        model.distance(model.tf.math.mul(model.tf.math.mul(input, scale), model.variable(5))));
    model.session.initialize();
    Shape ofPublic = Shape.of(isPublic ? 7919 : 5);
    assertThatThrownBy(
            () ->
                optimizer.step(
                    model.session,
                    rows ->
                        new BatchFeeds()
                            .feed(scale, TFloat32.tensorOf(ofPublic))
                            .feed(input, TFloat32.tensorOf(Shape.of(rows.length, 7919)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is fed a tensor of other sizes")
        .hasMessageNotContaining("7919");
  }

  @Test
  void step_labelsAsAColumn_saysHowManyAxes() {
    Placeholder<TFloat32> labels = model.numbers();
    DpOptimizer optimizer = model.optimizer(UNITS, 1).build();
    optimizer.minimize(model.tf.math.mul(labels, model.variable()));
    model.session.initialize();
    assertThatThrownBy(
            () ->
                optimizer.step(
                    model.session,
                    rows ->
                        new BatchFeeds().feed(labels, TFloat32.tensorOf(Shape.of(rows.length, 1)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of shape [-1] is fed a tensor with another number of axes, 2;");
  }

  @Test
  void feed_samePlaceholderTwice_isRefusedAndFreed() {
    Placeholder<TFloat32> input = model.numbers(2);
    BatchFeeds feeds = model.feeds(0);
    assertThatThrownBy(() -> feeds.feed(input, TFloat32.tensorOf(Shape.of(1, 2))))
        .hasMessageContaining("fed twice");
    assertThat(feeds.inputs().tensors()).isEmpty();
  }
}
