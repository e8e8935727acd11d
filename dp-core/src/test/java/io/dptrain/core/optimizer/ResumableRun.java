package io.dptrain.core.optimizer;

import io.dptrain.accountant.event.PrivacyBudget;
import io.dptrain.accountant.ledger.BudgetAuthority;
import io.dptrain.accountant.ledger.Reservation;
import io.dptrain.core.clip.Clipping;
import io.dptrain.core.noise.HostNoise;
import io.dptrain.core.sampling.PoissonSampling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** What one process does for a run in a folder: a graph, an optimizer, a session of its own. */
final class ResumableRun implements AutoCloseable {
  static final int ROWS = 500;

  /** Of a run that spends from it. */
  static final PrivacyBudget BUDGET = new PrivacyBudget(2, 1e-6);

  private static final int MOST_STEPS = 50_000;
  private static final int FEATURES = 4;
  private static final int STEPS_OF_A_CHECKPOINT = 3;

  final DpOptimizer optimizer;
  final Session session;
  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final List<String> batches = new ArrayList<>();
  private final Placeholder<TFloat32> x =
      tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, FEATURES)));

  ResumableRun(Path folder) {
    this(folder, builder -> builder);
  }

  /**
   * Builds the model.
   *
   * @param change what is built in another way than by default
   */
  ResumableRun(Path folder, UnaryOperator<DpOptimizerBuilder> change) {
    this(folder, change, 3, true);
  }

  /**
   * Builds the model.
   *
   * @param width of the variables
   * @param trainsBias whether both are trained
   */
  ResumableRun(
      Path folder, UnaryOperator<DpOptimizerBuilder> change, int width, boolean trainsBias) {
    this(folder, change, width, trainsBias, session -> {});
  }

  private ResumableRun(
      Path folder,
      UnaryOperator<DpOptimizerBuilder> change,
      int width,
      boolean trainsBias,
      Consumer<Session> before) {
    session = new Session(graph);
    Operand<TFloat32> weight =
        tf.withName("weight").variable(tf.constant(new float[FEATURES][width]));
    Operand<TFloat32> bias = tf.withName("bias").variable(tf.constant(new float[width]));
    before.accept(session);
    Operand<TFloat32> outputs = tf.math.add(tf.linalg.matMul(x, weight), bias);
    Operand<TFloat32> errors = tf.math.squaredDifference(outputs, tf.constant(1f));
    DpOptimizerBuilder builder =
        DpOptimizer.wrap(new Adam(graph, 0.1f))
            .sampling(PoissonSampling.of(ROWS, 50))
            .clipping(Clipping.adaptiveQuantile(0.5, 1))
            .noiseMultiplier(1)
            .checkpoints(folder);
    optimizer = change.apply(builder).build();
    optimizer.minimize(
        tf.reduceSum(errors, tf.constant(1)), trainsBias ? List.of(weight, bias) : List.of(weight));
    session.initialize();
  }

  /** One that spends from the budget of a data set. */
  static ResumableRun spending(
      Path folder, BudgetAuthority authority, String purpose, int steps, int block) {
    return new ResumableRun(folder, b -> muchNoise(b).authority(authority, purpose, steps, block));
  }

  /** As that of a run that spends from a budget, in which many steps fit. */
  static DpOptimizerBuilder muchNoise(DpOptimizerBuilder builder) {
    return builder
        .clipping(Clipping.adaptiveQuantile(0.5, 1).withCountNoiseMultiplier(500))
        .noiseMultiplier(100);
  }

  /** One that spends from a budget in as many steps as a test can make. */
  static ResumableRun spending(Path folder, BudgetAuthority authority) {
    return new ResumableRun(folder, builder -> spending(builder, authority));
  }

  private static DpOptimizerBuilder spending(
      DpOptimizerBuilder builder, BudgetAuthority authority) {
    return muchNoise(builder)
        .authority(authority, "classifier", MOST_STEPS, Reservation.DEFAULT_BLOCK);
  }

  /** One whose variables were saved before there was an optimizer, as after a pretraining. */
  static ResumableRun savedBefore(Path folder, Path place) {
    return new ResumableRun(
        folder,
        builder -> builder,
        3,
        true,
        session -> {
          session.initialize();
          session.save(place.toString());
        });
  }

  void steps(int count) {
    for (int i = 0; i < count; i++) {
      optimizer.step(session, this::feeds);
    }
  }

  private BatchFeeds feeds(int[] rows) {
    batches.add(Arrays.toString(rows));
    return new BatchFeeds()
        .feed(
            x,
            TFloat32.tensorOf(
                Shape.of(rows.length, FEATURES),
                t -> t.scalars().forEachIndexed((at, v) -> v.setFloat(rows[(int) at[0]] % 7))));
  }

  /** A variable that was added when there was an optimizer, with its value. */
  Operand<TFloat32> added(float value) {
    Operand<TFloat32> late = tf.withName("late").variable(tf.constant(0f));
    session.runner().addTarget(assigned(late, value)).run().close();
    return late;
  }

  Op assigned(Operand<TFloat32> variable, float value) {
    return tf.assign(variable, tf.constant(value));
  }

  float value(Operand<TFloat32> variable) {
    try (Result result = session.runner().fetch(variable).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /** The rows that were asked for. */
  List<String> batches() {
    return batches;
  }

  /** All variables of the graph, one after the other. */
  List<Float> values() {
    Session.Runner runner = session.runner();
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (operation.type().equals("VariableV2")) {
                runner.fetch(operation.output(0));
              }
            });
    List<Float> values = new ArrayList<>();
    try (Result result = runner.run()) {
      result.forEach(
          entry -> ((TFloat32) entry.getValue()).scalars().forEach(v -> values.add(v.getFloat())));
    }
    return values;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  /**
   * Goes on with the run in a folder until it is killed, and adds a line to a file for each step
   * that was seen: {@code charged steps; weights; batch; noise}. A third argument is the folder of
   * a budget that it spends from.
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Path seen = Path.of(arguments[1]);
    OverheardNoise noise = new OverheardNoise();
    try (ResumableRun run =
        arguments.length < 3
            ? new ResumableRun(folder, builder -> builder.noise(HostNoise.of(noise)))
            : new ResumableRun(
                folder,
                builder ->
                    spending(builder, BudgetAuthority.open(Path.of(arguments[2])))
                        .noise(HostNoise.of(noise)))) {
      run.optimizer.resume(run.session);
      for (int i = 1; ; i++) {
        run.batches.clear();
        noise.take();
        run.steps(1);
        String batch = run.batches.get(run.batches.size() - 1);
        Files.writeString(
            seen,
            run.optimizer.ledger().steps()
                + "; "
                + run.values()
                + "; "
                + batch
                + "; "
                + noise.take()
                + "\n",
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        if (i % STEPS_OF_A_CHECKPOINT == 0) {
          run.optimizer.save(run.session);
        }
      }
    }
  }
}
