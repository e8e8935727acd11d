package io.dptrain.core.internal.graph.backward;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Rewrites a convolution whose gradient TensorFlow has wrong ({@link GradientFaults}) into one that
 * computes the same and has a right gradient: a kernel with dilations is spread with zeros,
 * explicit padding is added before it, and one of single pixels takes every so many of them before
 * instead of by its stride: the kernel of its gradient by the weights writes outside of its memory
 * (seen with AVX-512, from 1 to 1 channels, stride 1x2) or is wrong (seen with AVX2, 1 to 9, stride
 * 2).
 *
 * <p>One object rewrites one operation; the last of the nodes has its name.
 */
final class PlainWindows {
  private static final Set<String> CONVOLUTIONS =
      Set.of("Conv2D", "DepthwiseConv2dNative", "Conv2DBackpropInput");

  private final NodeDef node;
  private final AttrValue type;
  private final List<NodeDef> nodes = new ArrayList<>();

  private PlainWindows(NodeDef node) {
    this.node = node;
    this.type = node.getAttrOrThrow("T");
  }

  /** The nodes that stand for an operation: itself, if nothing is wrong with its gradient. */
  static List<NodeDef> of(NodeDef node, GraphOperation operation) {
    boolean isPlain = !CONVOLUTIONS.contains(node.getOp()) || !isChannelsLast(node);
    if (isPlain || !(isDilated(node) || isExplicit(node) || isStridedPoint(node, operation))) {
      return List.of(node);
    }
    return new PlainWindows(node).rewrite(operation);
  }

  private static boolean isChannelsLast(NodeDef node) {
    return node.getAttrOrThrow("data_format").getS().toStringUtf8().equals("NHWC");
  }

  private static boolean isDilated(NodeDef node) {
    return node.getAttrOrThrow("dilations").getList().getIList().stream().anyMatch(d -> d != 1);
  }

  private static boolean isExplicit(NodeDef node) {
    return node.getAttrOrThrow("padding").getS().toStringUtf8().equals("EXPLICIT");
  }

  private static boolean isStridedPoint(NodeDef node, GraphOperation operation) {
    return node.getOp().equals("Conv2D")
        && operation.input(1).shape().get(0) == 1
        && operation.input(1).shape().get(1) == 1
        && node.getAttrOrThrow("strides").getList().getIList().stream().anyMatch(s -> s != 1);
  }

  private List<NodeDef> rewrite(GraphOperation operation) {
    NodeDef.Builder plain = node.toBuilder();
    if (isDilated(node)) {
      plain.setInput(1, spread(node.getInput(1), operation.input(1).shape().asArray()));
      plain.putAttr("dilations", longs(1, 1, 1, 1));
    }
    boolean takesSome = isStridedPoint(node, operation);
    if (isExplicit(node)) {
      plain.putAttr("padding", text("VALID")).putAttr("explicit_paddings", longs());
      if (takesSome) {
        // The padding counts as pixels, so it comes before some of them are taken.
        plain.setInput(0, pad("padded", node.getInput(0), 4, paddings()));
      } else {
        padded(plain);
        return nodes;
      }
    }
    if (takesSome) {
      plain.setInput(0, some(plain.getInput(0))).putAttr("strides", longs(1, 1, 1, 1));
    }
    nodes.add(plain.build());
    return nodes;
  }

  /** A kernel with {@code dilation - 1} zeros behind each row and column but the last. */
  private String spread(String kernel, long[] k) {
    List<Long> d = node.getAttrOrThrow("dilations").getList().getIList();
    int height = Math.toIntExact(d.get(1));
    int width = Math.toIntExact(d.get(2));
    int[] size = {(int) k[0], (int) k[1], (int) k[2], (int) k[3]};
    int each = size[2] * size[3];
    String apart = reshape("apart", kernel, size[0], 1, size[1], 1, each);
    int[] zeros = {0, 0, 0, height - 1, 0, 0, 0, width - 1, 0, 0};
    String filled = pad("filled", apart, 5, zeros);
    String joined = reshape("joined", filled, size[0] * height, size[1] * width, size[2], size[3]);
    String begin = ints("begin", 4, 0, 0, 0, 0);
    String end =
        ints("end", 4, (size[0] - 1) * height + 1, (size[1] - 1) * width + 1, size[2], size[3]);
    return add("kernel", "Slice", "Index", joined, begin, end);
  }

  /** Every so many pixels, as the stride says. */
  private String some(String input) {
    List<Long> strides = node.getAttrOrThrow("strides").getList().getIList();
    String end = ints("some_end", 4, 0, 0, 0, 0);
    String by = ints("some_by", 4, strides.stream().mapToInt(Math::toIntExact).toArray());
    NodeDef.Builder some = node("some", "StridedSlice").putAttr("T", type);
    some.putAttr("Index", type(DataType.DT_INT32));
    for (String mask : List.of("begin_mask", "end_mask")) {
      some.putAttr(mask, AttrValue.newBuilder().setI(0b1111).build()); // from end to end
    }
    nodes.add(some.addInput(input).addInput(end).addInput(end).addInput(by).build());
    return some.getName();
  }

  private int[] paddings() {
    List<Long> list = node.getAttrOrThrow("explicit_paddings").getList().getIList();
    return list.stream().mapToInt(Math::toIntExact).toArray();
  }

  private void padded(NodeDef.Builder plain) {
    int[] p = paddings();
    if (!node.getOp().equals("Conv2DBackpropInput")) {
      nodes.add(plain.setInput(0, pad("padded", plain.getInput(0), 4, p)).build());
      return;
    }
    String more = ints("more", 4, p[0] + p[1], p[2] + p[3], p[4] + p[5], p[6] + p[7]);
    NodeDef.Builder sizes = node("sizes", "AddV2").putAttr("T", type(DataType.DT_INT32));
    nodes.add(sizes.addInput(node.getInput(0)).addInput(more).build());
    plain.setInput(0, sizes.getName()).setName(name("whole"));
    nodes.add(plain.build());
    String begin = ints("inside", 4, p[0], p[2], p[4], p[6]);
    nodes.add(
        node("", "Slice")
            .setName(node.getName())
            .putAttr("T", type)
            .putAttr("Index", type(DataType.DT_INT32))
            .addInput(plain.getName())
            .addInput(begin)
            .addInput(node.getInput(0))
            .build());
  }

  private String reshape(String name, String input, int... shape) {
    return add(name, "Reshape", "Tshape", input, ints(name + "_shape", shape.length, shape));
  }

  private String pad(String name, String input, int rank, int... paddings) {
    return add(name, "Pad", "Tpaddings", input, ints(name + "_by", rank, paddings));
  }

  private String add(String name, String op, String indexAttribute, String... inputs) {
    NodeDef.Builder added =
        node(name, op).putAttr("T", type).putAttr(indexAttribute, type(DataType.DT_INT32));
    nodes.add(added.addAllInput(List.of(inputs)).build());
    return added.getName();
  }

  /** A constant of so many rows. */
  private String ints(String name, int rows, int... values) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(rows));
    if (values.length != rows) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(values.length / rows));
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape);
    for (int value : values) {
      tensor.addIntVal(value);
    }
    nodes.add(
        node(name, "Const")
            .putAttr("dtype", type(DataType.DT_INT32))
            .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
            .build());
    return name(name);
  }

  private NodeDef.Builder node(String name, String op) {
    return NodeDef.newBuilder().setName(name(name)).setOp(op);
  }

  private String name(String name) {
    return node.getName() + "/dptrain_plain_" + name;
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private static AttrValue text(String text) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
  }

  private static AttrValue longs(long... values) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (long value : values) {
      list.addI(value);
    }
    return AttrValue.newBuilder().setList(list).build();
  }
}
