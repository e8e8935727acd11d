package io.dptrain.core.optimizer;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.internal.Doubles;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.noise.InGraphNoise;
import io.dptrain.core.noise.NoiseMechanism;
import io.dptrain.core.random.SeededBits;
import io.dptrain.core.random.SeededNoise;
import io.dptrain.core.sampling.PoissonSampling;
import io.dptrain.core.testing.TestModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** A model of {@link FailingModels} that is ready to step, and batches with spoilt rows. */
final class SpoiltModel implements AutoCloseable {
  /** What is wrong with a row. */
  enum Fault {
    /** TensorFlow fails on it. */
    FAILS,
    /** Its numbers are not finite, and so is its gradient. */
    NOT_FINITE
  }

  /** How a batch is run. */
  record Setting(boolean inGraph, PhysicalBatches batches, int rowsPerUnit) {
    private NoiseMechanism noise() {
      return inGraph ? InGraphNoise.of(SeededBits.of(3)) : HostNoise.of(SeededNoise.of(3));
    }

    @Override
    public String toString() {
      String noise = inGraph ? "noise in graph" : "noise on host";
      return noise + ", batches " + batches + ", rows per unit " + rowsPerUnit;
    }
  }

  static final int UNITS = 5;

  final TestModel<TFloat32> model = TestModel.single();
  final DpOptimizer optimizer;
  private final FailingModels kind;
  private final int rowsPerUnit;
  private final Placeholder<TFloat32> numbers = model.numbers(3);
  private final Placeholder<TInt32> ids;

  SpoiltModel(FailingModels kind, Setting setting) {
    this(kind, setting, graph -> new GradientDescent(graph, 1f));
  }

  SpoiltModel(FailingModels kind, Setting setting, Function<Graph, Optimizer> wrapped) {
    this(kind, setting, wrapped, builder -> builder);
  }

  SpoiltModel(
      FailingModels kind,
      Setting setting,
      Function<Graph, Optimizer> wrapped,
      UnaryOperator<DpOptimizerBuilder> configuration) {
    this.kind = kind;
    this.rowsPerUnit = setting.rowsPerUnit();
    this.ids = model.ids(kind.bound);
    Operand<TFloat32> loss = kind.loss(model, numbers, ids);
    DpOptimizerBuilder builder =
        DpOptimizer.wrap(wrapped.apply(model.graph))
            .sampling(PoissonSampling.of(UNITS, UNITS))
            .clipping(Clipping.flat(0.4))
            .noiseMultiplier(0.1)
            .noise(setting.noise())
            .rowsPerUnit(setting.rowsPerUnit())
            .physicalBatches(setting.batches());
    this.optimizer = configuration.apply(builder).build();
    optimizer.minimize(loss);
    model.session.initialize();
  }

  /** How one step changes the variables. */
  double[] change(Fault fault, List<Integer> spoilt) {
    return model.change(optimizer, feeder(fault, spoilt));
  }

  StepReport step(Fault fault, List<Integer> spoilt) {
    return optimizer.step(model.session, feeder(fault, spoilt));
  }

  /** The rows of the sampled units, of which some are spoilt. */
  BatchFeeder feeder(Fault fault, List<Integer> spoilt) {
    return units -> {
      int[] rows = TestModel.rowsOf(units, rowsPerUnit);
      BatchFeeds feeds = model.feeds(rows);
      TFloat32 x = (TFloat32) feeds.inputs().tensors().get(numbers.asOutput());
      TInt32 id = (TInt32) feeds.inputs().tensors().get(ids.asOutput());
      for (int i = 0; i < rows.length; i++) {
        boolean spoil = spoilt.contains(rows[i]);
        int good = id.getInt(i) == kind.bad ? 1 : id.getInt(i);
        id.setInt(spoil && fault == Fault.FAILS ? kind.bad : good, i);
        x.setFloat(spoil && fault == Fault.NOT_FINITE ? Float.NaN : x.getFloat(i, 0), i, 0);
      }
      return feeds;
    };
  }

  /** All variables that the wrapped optimizer keeps for itself. */
  double[] states() {
    List<Output<?>> states = new ArrayList<>();
    model
        .graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (operation.type().equals("VariableV2")) {
                states.add(operation.output(0));
              }
            });
    model.variables.forEach(variable -> states.remove(variable.asOutput()));
    Ops tf = model.tf;
    Session.Runner runner = model.session.runner();
    states.forEach(
        state -> runner.fetch(tf.dtypes.cast((Operand<? extends TType>) state, TFloat64.class)));
    return Arrays.stream(Doubles.fetch(runner)).flatMapToDouble(Arrays::stream).toArray();
  }

  @Override
  public void close() {
    model.close();
  }
}
