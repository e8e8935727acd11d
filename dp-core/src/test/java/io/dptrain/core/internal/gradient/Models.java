package io.dptrain.core.internal.gradient;

import java.util.List;
import java.util.stream.Stream;

/** Models with random parameters, each using ops that have a norm rule in another way. */
final class Models {
  private Models() {}

  static List<Model> all() {
    return Stream.of(
            MatMulModels.all(),
            BatchedProductModels.all(),
            ConvolutionModels.all(),
            OtherConvolutionModels.all(),
            ConvolutionFaultModels.all(),
            ElementwiseModels.all(),
            LookUpModels.all(),
            ChainModels.all(),
            FallbackModels.all(),
            SharedModels.all(),
            RecurrentModels.all(),
            LayoutModels.all(),
            NetworkModels.all(),
            FlattenModels.all())
        .flatMap(List::stream)
        .toList();
  }
}
