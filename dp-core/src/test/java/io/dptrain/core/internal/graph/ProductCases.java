package io.dptrain.core.internal.graph;

import static io.dptrain.core.internal.graph.GraphCase.apart;
import static io.dptrain.core.internal.graph.GraphCase.axis;
import static io.dptrain.core.internal.graph.GraphCase.mixing;

import io.dptrain.core.testing.TestGraph;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/** Graphs of matrix products. */
final class ProductCases {
  private ProductCases() {}

  private static Operand<TFloat32> batchMatMul(
      TestGraph g, Operand<TFloat32> x, Operand<TFloat32> y, boolean adjointY) {
    return g.raw("BatchMatMulV2", b -> b.setAttr("adj_y", adjointY), x, y);
  }

  private static Operand<TFloat32> einsum(
      TestGraph g, String equation, List<Operand<TFloat32>> inputs) {
    return g.tf.linalg.einsum(inputs, equation);
  }

  /** [batch, time, d] to [batch, heads, time, d / heads]. */
  private static Operand<TFloat32> heads(TestGraph g, Operand<TFloat32> x) {
    return g.transpose(g.reshape(x, -1, 3, 2, 2), 0, 2, 1, 3);
  }

  /** Multi-head attention in plain ops. */
  private static Operand<TFloat32> attention(TestGraph g) {
    var tokens = g.reshape(g.x, -1, 4);
    var query = heads(g, g.tf.linalg.matMul(tokens, g.parameters(4, 4)));
    var key = heads(g, g.tf.linalg.matMul(tokens, g.parameters(4, 4)));
    var value = heads(g, g.tf.linalg.matMul(tokens, g.parameters(4, 4)));
    var weights = g.tf.nn.softmax(batchMatMul(g, query, key, true));
    var mixed = g.transpose(batchMatMul(g, weights, value, false), 0, 2, 1, 3);
    return g.reshape(mixed, -1, 3, 4);
  }

  private static List<Operand<TFloat32>> twice(TestGraph g) {
    return List.of(g.x, g.x);
  }

  private static List<Operand<TFloat32>> weighted(TestGraph g) {
    return List.of(g.x, g.parameters(4, 2));
  }

  static List<GraphCase> accepted() {
    return List.of(
        apart("dense layer", g -> g.tf.linalg.matMul(g.x, g.parameters(4, 3))),
        apart(
            "dense layer, transposed weight",
            g -> g.tf.linalg.matMul(g.x, g.parameters(3, 4), MatMul.transposeB(true))),
        apart(
            "dense layer from the left",
            axis(1, 1, 1),
            g -> g.tf.linalg.matMul(g.parameters(3, 4), g.x, MatMul.transposeB(true))),
        apart(
            "examples in columns",
            axis(0, 1, 1),
            g ->
                g.tf.linalg.matMul(
                    g.transpose(g.x, 1, 0), g.parameters(4, 3), MatMul.transposeA(true))),
        apart(
            "matrix of parameters before it meets data",
            g ->
                g.tf.linalg.matMul(
                    g.x, g.tf.linalg.matMul(g.parameters(4, 4), g.parameters(4, 4)))),
        apart(
                "dense layer over batch and time",
                axis(0, 1, 3),
                g -> g.tf.linalg.matMul(g.reshape(g.x, -1, 4), g.parameters(4, 2)))
            .data(-1, 3, 4),
        apart(
                "stack of products with parameters",
                g -> g.tf.train.batchMatMul(g.x, g.parameters(4, 2), TFloat32.class))
            .data(-1, 3, 4),
        apart(
            "one weight per head",
            axis(1, 1, 1),
            g -> g.tf.train.batchMatMul(g.x, g.parameters(2, 4, 3), TFloat32.class)),
        apart("examples against themselves", g -> batchMatMul(g, g.x, g.x, true)).data(-1, 3, 4),
        apart("multi-head attention", ProductCases::attention).data(-1, 3, 4),
        apart("heads merged with the batch", axis(0, 1, 2), g -> g.reshape(heads(g, g.x), -1, 3, 2))
            .data(-1, 3, 4),
        apart("einsum, dense", g -> einsum(g, "bi,ij->bj", List.of(g.x, g.parameters(4, 3)))),
        apart(
            "einsum, examples behind",
            axis(1, 1, 1),
            g -> einsum(g, "bi,ij->jb", List.of(g.x, g.parameters(4, 3)))),
        apart("einsum, attention scores", g -> einsum(g, "btd,bsd->bts", List.of(g.x, g.x)))
            .data(-1, 3, 4),
        apart("einsum, ellipses of the same examples", g -> einsum(g, "...i,...j->...ij", twice(g)))
            .data(-1, 3, 4),
        apart(
                "einsum, ellipses of equal sizes behind the examples",
                g -> einsum(g, "b...d,...de->b...e", List.of(g.x, g.parameters(3, 4, 2))))
            .data(-1, 3, 4),
        apart("einsum, an ellipsis of nothing", g -> einsum(g, "b...d,de->be...", weighted(g))));
  }

  static List<GraphCase> refused() {
    return List.of(
        mixing(
            "MatMul",
            "examples against examples",
            g -> g.tf.linalg.matMul(g.x, g.x, MatMul.transposeB(true))),
        mixing(
            "MatMul",
            "contraction over the batch",
            g -> g.tf.linalg.matMul(g.x, g.x, MatMul.transposeA(true))),
        mixing(
            "MatMul",
            "parameters that sum over the batch",
            g -> g.tf.linalg.matMul(g.parameters(3, 5), g.x)),
        mixing(
                "BatchMatMulV2",
                "attention over examples",
                g -> {
                  var timeMajor = g.transpose(g.x, 1, 0, 2);
                  return batchMatMul(g, timeMajor, timeMajor, true);
                })
            .data(-1, 3, 4),
        mixing(
                "BatchMatMulV3",
                "one weight per place in the batch",
                g -> g.tf.train.batchMatMul(g.x, g.parameters(5, 4, 2), TFloat32.class))
            .data(-1, 3, 4),
        mixing(
                "BatchMatMulV2",
                "heads of one example against another's",
                g -> {
                  var headMajor = g.transpose(g.x, 1, 0, 2);
                  return batchMatMul(
                      g, g.reshape(g.x, -1, 1, 4), g.reshape(headMajor, -1, 4, 1), false);
                })
            .data(-1, 3, 4),
        mixing(
            "Einsum", "examples against examples", g -> einsum(g, "bi,ci->bc", List.of(g.x, g.x))),
        mixing("Einsum", "sum over examples", g -> einsum(g, "bi->i", List.of(g.x))),
        mixing(
            "Einsum",
            "weights by place",
            g -> einsum(g, "bi,b->bi", List.of(g.x, g.parameters(5)))),
        mixing(
                "Einsum",
                "attention over examples",
                g -> einsum(g, "tbd,sbd->ts", List.of(g.x, g.x)))
            .data(-1, 3, 4));
  }
}
