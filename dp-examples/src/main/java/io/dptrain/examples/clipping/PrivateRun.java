package io.dptrain.examples.clipping;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.optimizer.DpOptimizer;
import io.dptrain.core.sampling.PoissonSampling;

/**
 * Steps of a {@link DpOptimizer}, which clips the gradient of each example. There is one example
 * and no noise, so that the clipped gradient can be seen: <b>not private</b>.
 */
final class PrivateRun implements ClipRun {
  private final Plane plane;
  private final DpOptimizer optimizer;

  PrivateRun(Plane plane, Clipping clipping) {
    this.plane = plane;
    optimizer =
        DpOptimizer.wrap(plane.optimizer())
            .sampling(PoissonSampling.of(1, 1))
            .clipping(clipping)
            .noiseMultiplier(0)
            .build();
    optimizer.minimize(plane.loss());
    plane.session().initialize();
  }

  @Override
  public Vector clip(Vector gradient) {
    optimizer.step(plane.session(), rows -> plane.feeds(gradient));
    return plane.takeStep();
  }

  @Override
  public void close() {
    plane.close();
  }
}
