package io.dptrain.core.internal.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import io.dptrain.core.internal.gradient.form.SumBlocks;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** The graph of a sum in blocks, held against what is claimed of it. */
class SumBlocksTest {
  private static final int ROWS = 240;

  private static Operand<TFloat32> product(Graph graph, int count) {
    Ops tf = Ops.create(graph);
    Placeholder<TFloat32> rows =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(ROWS, 3)));
    return SumBlocks.of(tf, rows, count).product(tf, rows, rows);
  }

  /** Or the products of all blocks would be in memory at the same time. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 20, 37})
  void product_everyBlockButTheFirst_waitsForTheOneBefore(int count) {
    try (Graph graph = new Graph()) {
      product(graph, count);
      List<NodeDef> products =
          graph.toGraphDef().getNodeList().stream()
              .filter(node -> node.getOp().equals("MatMul"))
              .toList();
      assertThat(products).hasSize(count);
      assertThat(products)
          .filteredOn(node -> node.getInputList().stream().anyMatch(in -> in.startsWith("^")))
          .hasSize(count - 1);
    }
  }

  /** One rounding for each row of a block, and one for each further addition. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 20, 37, 256})
  void additions_anyCount_areThoseOfTheLongestWay(int count) {
    try (Graph graph = new Graph()) {
      int longest = additionsBefore((GraphOperation) product(graph, count).op());
      int ofBlock = (ROWS + count - 1) / count;
      assertThat(SumBlocks.additions(ROWS, count)).isEqualTo(ofBlock + longest);
    }
  }

  private static int additionsBefore(GraphOperation operation) {
    if (operation.type().equals("MatMul")) {
      return 0;
    }
    int longest = 0;
    for (Operand<?> input : operation.inputs()) {
      longest = Math.max(longest, additionsBefore((GraphOperation) input.op()));
    }
    return longest + 1;
  }
}
