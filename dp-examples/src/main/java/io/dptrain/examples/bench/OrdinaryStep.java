package io.dptrain.examples.bench;

import io.dptrain.core.gradient.CustomGradients;
import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.examples.bench.model.BenchModel;
import io.dptrain.examples.bench.model.BuiltModel;
import io.dptrain.examples.bench.model.SyntheticData;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.proto.RunOptions.TraceLevel;

/** A step without privacy: minimizes the mean loss of all examples by gradient descent. */
final class OrdinaryStep implements BenchStep {
  private final Graph graph = new Graph();
  private final Session session = new Session(graph);
  private final SyntheticData data;
  private final Op update;
  private final int[] everybody;

  OrdinaryStep(BenchModel model, int batch, long seed) {
    CustomGradients.register();
    Ops tf = Ops.create(graph);
    BuiltModel built = model.build(tf, seed);
    data = built.data(batch, seed);
    everybody = IntStream.range(0, batch).toArray();
    update =
        new GradientDescent(graph, StepComparison.LEARNING_RATE)
            .minimize(tf.math.mean(built.loss(), tf.constant(0)));
    session.initialize();
  }

  @Override
  public void run() {
    try (BatchFeeds feeds = data.feeds(everybody)) {
      feeds.feedTo(session.runner().addTarget(update)).run().close();
    }
  }

  @Override
  public StepProfile profile() {
    RunOptions full = RunOptions.newBuilder().setTraceLevel(TraceLevel.FULL_TRACE).build();
    try (BatchFeeds feeds = data.feeds(everybody);
        Result result =
            feeds
                .feedTo(session.runner().addTarget(update))
                .setOptions(full)
                .runAndFetchMetadata()) {
      return StepProfile.of(List.of(result.getMetadata().orElseThrow()), 0);
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
