package io.dptrain.examples.clipping;

import io.dptrain.core.clip.Clipping;
import io.dptrain.core.stability.clip.GradientClipping;

/** A strategy, for the gradients of examples or for that of the batch. */
sealed interface Strategy {

  /** Whether it says that it keeps the direction always. */
  boolean keepsDirection();

  /** A fresh run of the optimizer that it is for. The run closes the plane. */
  ClipRun run(Plane plane);

  /** A strategy of private training. */
  static Strategy of(Clipping clipping) {
    return new OfExamples(clipping);
  }

  /** A strategy of ordinary training. */
  static Strategy of(GradientClipping clipping) {
    return new OfBatch(clipping);
  }

  /** For {@code DpOptimizer}. */
  record OfExamples(Clipping clipping) implements Strategy {
    @Override
    public boolean keepsDirection() {
      return clipping.keepsDirection();
    }

    @Override
    public ClipRun run(Plane plane) {
      return new PrivateRun(plane, clipping);
    }
  }

  /** For {@code ClippedOptimizer}. */
  record OfBatch(GradientClipping clipping) implements Strategy {
    @Override
    public boolean keepsDirection() {
      return clipping.keepsDirection();
    }

    @Override
    public ClipRun run(Plane plane) {
      return new OrdinaryRun(plane, clipping);
    }
  }
}
