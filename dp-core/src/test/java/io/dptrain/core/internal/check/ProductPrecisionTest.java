package io.dptrain.core.internal.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

class ProductPrecisionTest {
  private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);

  /** Every kind of product, between a batch and a factor of static shape. */
  private enum Kind {
    MAT_MUL("MatMul") {
      @Override
      Operand<TFloat32> of(Ops tf) {
        return tf.linalg.matMul(input(tf, -1, 300), input(tf, 300, 20));
      }
    },
    MAT_MUL_OVER_THE_BATCH("MatMul") {
      @Override
      Operand<TFloat32> of(Ops tf) {
        return tf.linalg.matMul(input(tf, -1, 30), input(tf, -1, 20), MatMul.transposeA(true));
      }
    },
    BATCH_MAT_MUL("BatchMatMulV3") {
      @Override
      Operand<TFloat32> of(Ops tf) {
        return tf.train.batchMatMul(input(tf, -1, 7, 300), input(tf, -1, 300, 9), TFloat32.class);
      }
    },
    EINSUM("Einsum") {
      @Override
      Operand<TFloat32> of(Ops tf) {
        return tf.linalg.einsum(List.of(input(tf, -1, 7, 8), input(tf, 8, 9)), "btd,dp->btp");
      }
    },
    CONVOLUTION("Conv2D") {
      @Override
      Operand<TFloat32> of(Ops tf) {
        return tf.nn.conv2d(input(tf, -1, 12, 12, 16), input(tf, 3, 3, 16, 8), ONES, "SAME");
      }
    },
    DEPTHWISE("DepthwiseConv2dNative") {
      @Override
      Operand<TFloat32> of(Ops tf) {
        return tf.nn.depthwiseConv2dNative(
            input(tf, -1, 12, 12, 16), input(tf, 3, 3, 16, 1), ONES, "SAME");
      }
    },
    CONVOLUTION_BACK_TO_ITS_INPUT("Conv2DBackpropInput") {
      @Override
      Operand<TFloat32> of(Ops tf) {
        return gradient(tf, 0);
      }
    },
    CONVOLUTION_BACK_TO_ITS_KERNEL("Conv2DBackpropFilter") {
      @Override
      Operand<TFloat32> of(Ops tf) {
        return gradient(tf, 1);
      }
    };

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    abstract Operand<TFloat32> of(Ops tf);

    private static Operand<TFloat32> input(Ops tf, long... shape) {
      return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(shape)));
    }

    private static Operand<TFloat32> gradient(Ops tf, int input) {
      List<Operand<TFloat32>> inputs = List.of(input(tf, -1, 12, 12, 16), input(tf, 3, 3, 16, 8));
      Operand<TFloat32> maps = tf.nn.conv2d(inputs.get(0), inputs.get(1), ONES, "SAME");
      @SuppressWarnings("unchecked") // the gradient of a tensor has its type
      Output<TFloat32> gradient =
          (Output<TFloat32>)
              ((Graph) tf.scope().env())
                  .addGradients(maps.asOutput(), new Output<?>[] {inputs.get(input).asOutput()})[0];
      return gradient;
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void reduced_productInSinglePrecision_isNotFound(Kind kind) {
    try (Graph graph = new Graph()) {
      ProductPrecision precision = precision(graph, kind, UnaryOperator.identity());
      assertThat(precision.kinds()).isPositive();
      assertThat(precision.reduced()).isEmpty();
    }
  }

  /** One factor of the two is rounded to the 8 bits of bfloat16, or the 11 of half precision. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void reduced_productOfRoundedFactors_isFound(Kind kind) {
    for (DataType rounded : List.of(DataType.DT_BFLOAT16, DataType.DT_HALF)) {
      for (int side = 0; side < 2; side++) {
        int factor = side;
        try (Graph graph = new Graph()) {
          ProductPrecision precision =
              precision(graph, kind, alone -> rounded(alone, kind.type, factor, rounded));
          assertThat(precision.reduced().map(GraphOperation::type))
              .as("%s in %s", kind, rounded)
              .hasValue(kind.type);
        }
      }
    }
  }

  private static ProductPrecision precision(
      Graph graph, Kind kind, UnaryOperator<GraphDef> kernels) {
    Output<TFloat32> product = kind.of(Ops.create(graph)).asOutput();
    return new ProductPrecision(graph, List.of(product), kernels);
  }

  /** Casts a factor of the products of a type to another type and back. */
  private static GraphDef rounded(GraphDef graph, String type, int side, DataType to) {
    GraphDef.Builder changed = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      NodeDef.Builder product = node.toBuilder();
      for (int i = 0; i < node.getInputCount() && node.getOp().equals(type); i++) {
        String input = node.getInput(i);
        if (input.endsWith("/factor_" + side)) {
          changed.addNode(cast(input + "/to", input, DataType.DT_FLOAT, to));
          changed.addNode(cast(input + "/back", input + "/to", to, DataType.DT_FLOAT));
          product.setInput(i, input + "/back");
        }
      }
      changed.addNode(product);
    }
    return changed.build();
  }

  private static NodeDef cast(String name, String input, DataType from, DataType to) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Cast")
        .addInput(input)
        .putAttr("SrcT", AttrValue.newBuilder().setType(from).build())
        .putAttr("DstT", AttrValue.newBuilder().setType(to).build())
        .build();
  }
}
