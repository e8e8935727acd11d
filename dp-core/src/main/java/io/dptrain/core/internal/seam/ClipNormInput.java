package io.dptrain.core.internal.seam;

import io.dptrain.core.clip.Clipper;
import io.dptrain.core.internal.StepInputs;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TFloating;

/** What takes the clip norms of a step, if they change from step to step. */
public final class ClipNormInput {
  private ClipNormInput() {}

  /** A placeholder of one entry for each group; empty if clip norms stay as they are. */
  public static <T extends TFloating> Optional<Placeholder<T>> of(
      Ops tf, Clipper clipper, Class<T> type) {
    return clipper
        .clipNorms()
        .map(
            norms ->
                tf.withName(StepInputs.name("clip_norms"))
                    .placeholder(type, Placeholder.shape(Shape.of(clipper.groupNames().size()))));
  }
}
