package io.dptrain.core.internal.gradient;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Every rule against the batch-of-one reference, at random parameters. */
class PerExampleGradientsTest {
  private static final int[] BATCHES = {1, 2, 7, 33};
  private static final long SEED = 20_260_101L;

  static List<Model> models() {
    return Models.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void normsAndSums_anyBatchSize_equalBatchOfOne(Model model) {
    Comparison comparison = new Comparison(model, SEED, 33);
    comparison.assertEqualOptimized(TFloat32.class, 1e-5, BATCHES);
    comparison.assertEqual(TFloat64.class, 1e-11, BATCHES);
  }
}
