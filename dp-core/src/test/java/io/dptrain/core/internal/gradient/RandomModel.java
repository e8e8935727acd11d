package io.dptrain.core.internal.gradient;

import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * A small random graph, always the same for a seed: a stem that makes hidden values of an image, a
 * sequence, ids or features; some layers; and a loss.
 */
final class RandomModel {
  private static final int MAX_LAYERS = 5;

  private RandomModel() {}

  static Model of(long seed) {
    Random random = new Random(seed);
    Stem stem = Stem.values()[random.nextInt(Stem.values().length)];
    Sizes sizes = new Sizes(2 + random.nextInt(3), 2 + random.nextInt(3), 3 + random.nextInt(3));
    int rows = random.nextInt(5) == 0 ? 2 : 1;
    long structure = random.nextLong();
    Model model =
        Model.of(
            "random graph " + seed + " from " + stem,
            b -> loss(b, stem, sizes, new Random(structure)),
            stem.inputs(sizes));
    return rows == 1 ? model : model.withRowsPerUnit(rows);
  }

  /**
   * The sizes of the data.
   *
   * @param time the steps of a sequence
   * @param width the features of a step, or the channels of an image
   * @param side the height of an image, and the number of different ids
   */
  record Sizes(int time, int width, int side) {}

  /** What the data is. */
  enum Stem {
    FEATURES,
    SEQUENCE,
    IDS,
    IMAGE;

    private DataInput[] inputs(Sizes sizes) {
      DataInput first =
          switch (this) {
            case FEATURES -> DataInput.floats(sizes.width() + 1L);
            case SEQUENCE -> DataInput.floats(sizes.time(), sizes.width());
            case IDS -> DataInput.ids32(sizes.side(), sizes.time());
            case IMAGE -> DataInput.floats(sizes.side(), sizes.side() + 1L, sizes.width());
          };
      return new DataInput[] {first, DataInput.ids64(3)};
    }
  }

  private static Operand<TFloating> loss(LossBuilder b, Stem stem, Sizes sizes, Random random) {
    RandomLayers layers = new RandomLayers(b, random);
    Hidden hidden = start(b, stem, sizes, layers);
    int count = 1 + random.nextInt(MAX_LAYERS);
    for (int i = 0; i < count; i++) {
      hidden = layers.next(hidden);
    }
    return layers.loss(hidden, b.ids(1));
  }

  /** The first hidden values, with at least one variable. */
  private static Hidden start(LossBuilder b, Stem stem, Sizes sizes, RandomLayers layers) {
    return switch (stem) {
      case FEATURES -> layers.dense(new Hidden(Hidden.Kind.VECTOR, b.x(), 1));
      case SEQUENCE -> layers.dense(new Hidden(Hidden.Kind.SEQUENCE, b.x(), sizes.time()));
      case IDS -> layers.embedded(b.ids(0), sizes.side(), sizes.time());
      case IMAGE -> layers.convolution(new Hidden(Hidden.Kind.IMAGE, b.x(), 1));
    };
  }
}
