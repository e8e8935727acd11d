package io.dptrain.examples.clipping;

import io.dptrain.core.optimizer.BatchFeeds;
import io.dptrain.core.stability.clip.ClippedOptimizer;
import io.dptrain.core.stability.clip.GradientClipping;
import org.tensorflow.op.Op;

/** Updates of a {@link ClippedOptimizer}, which clips the gradient of the batch. */
final class OrdinaryRun implements ClipRun {
  private final Plane plane;
  private final Op train;

  OrdinaryRun(Plane plane, GradientClipping clipping) {
    this.plane = plane;
    train = ClippedOptimizer.wrap(plane.optimizer(), clipping).minimize(plane.loss());
    plane.session().initialize();
  }

  @Override
  public Vector clip(Vector gradient) {
    try (BatchFeeds feeds = plane.feeds(gradient)) {
      feeds.feedTo(plane.session().runner()).addTarget(train).run().close();
    }
    return plane.takeStep();
  }

  @Override
  public void close() {
    plane.close();
  }
}
