package io.dptrain.core.internal.check;

import io.dptrain.core.internal.graph.Graphs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.VersionDef;
import org.tensorflow.types.TFloat32;

/**
 * Finds products that round their factors to fewer bits than single precision has, such as TF32 on
 * a GPU: it runs an operation of each kind, with the attributes and about the shapes that it has in
 * a graph, in a graph of its own.
 *
 * <p><b>Formula</b>: a product {@code f(a, b)} is linear in each factor, so {@code f(a + h d, b) -
 * f(a, b) = h f(d, b)}. With {@code a} and {@code d} of ones of both signs and {@code h = 2^-12}, a
 * kernel that rounds {@code a + h d} to 11 bits or fewer gives zero on the left. Single precision
 * gives the right to about {@code 2^-12 sqrt(terms)}. No reference is needed.
 */
final class ProductPrecision {
  private static final double STEP = 1.0 / 4096;

  /** What an operation of reduced precision leaves out of the right is all; here, half of it. */
  private static final double MOST = 0.5;

  /** So many signs are drawn and repeated; a prime, so that hardly any width makes rows equal. */
  private static final int PERIOD = 4099;

  private final List<Product> products;
  private final VersionDef versions;
  private final UnaryOperator<GraphDef> kernels;

  /** Takes the products among the ancestors of some sums. */
  ProductPrecision(ClippedSums sums) {
    this(sums.graph(), sums.sums(), UnaryOperator.identity());
  }

  /**
   * Takes the products among the ancestors of some tensors.
   *
   * @param kernels changes what runs, to see whether that is found
   */
  ProductPrecision(
      Graph source, List<? extends Output<?>> targets, UnaryOperator<GraphDef> kernels) {
    this.kernels = kernels;
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    GraphDef graph = source.toGraphDef();
    this.versions = graph.getVersions();
    graph.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    List<Product> all = new ArrayList<>();
    for (GraphOperation operation : Graphs.ancestorsInOrder(targets)) {
      Product.of(operation, nodes.get(operation.name())).ifPresent(all::add);
    }
    this.products =
        all.stream().collect(Collectors.groupingBy(Product::kind)).values().stream()
            .map(ProductPrecision::representative)
            .toList();
  }

  /** The largest that is cheap: small products may be computed by kernels of their own. */
  private static Product representative(Collection<Product> ofOneKind) {
    Product chosen = null;
    for (Product product : ofOneKind) {
      boolean isBetter =
          chosen == null
              || (product.size() <= Product.CHEAP
                  ? chosen.size() > Product.CHEAP || product.size() > chosen.size()
                  : product.size() < chosen.size());
      chosen = isBetter ? product : chosen;
    }
    return chosen;
  }

  /** How many kinds there are. */
  int kinds() {
    return products.size();
  }

  /** The first operation that rounds its factors; empty if none does. */
  Optional<GraphOperation> reduced() {
    return reduced(products);
  }

  private Optional<GraphOperation> reduced(List<Product> products) {
    if (products.isEmpty()) {
      return Optional.empty();
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      GraphDef.Builder alone = GraphDef.newBuilder().setVersions(versions);
      products.forEach(product -> product.addTo(alone));
      graph.importGraphDef(kernels.apply(alone.build()));
      return reduced(session, products);
    } catch (RuntimeException e) { // shapes that were guessed wrong: one by one
      return products.size() == 1
          ? Optional.empty()
          : products.stream()
              .map(one -> reduced(List.of(one)))
              .flatMap(Optional::stream)
              .findFirst();
    }
  }

  private static Optional<GraphOperation> reduced(Session session, List<Product> products) {
    try (Result at = run(session, products, 0, 1, 0)) {
      for (int moved = 0; moved < 2; moved++) {
        try (Result near = run(session, products, moved, 1, STEP);
            Result slope = run(session, products, moved, 0, 1)) {
          for (int p = 0; p < products.size(); p++) {
            if (isReduced(at.get(p), near.get(p), slope.get(p))) {
              return Optional.of(products.get(p).operation());
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isReduced(Tensor at, Tensor near, Tensor slope) {
    List<Elements> slopes = List.of(Elements.of(slope));
    List<Elements> start = List.of(Elements.of(at));
    double error = Elements.distance(List.of(Elements.of(near)), start, 1, slopes, STEP);
    return error > MOST * STEP * Elements.norm(slopes);
  }

  /** All products, of which one factor is moved along a direction. The caller closes the result. */
  private static Result run(
      Session session, List<Product> products, int moved, double start, double step) {
    Session.Runner runner = session.runner();
    List<TFloat32> factors = new ArrayList<>();
    try {
      for (Product product : products) {
        for (int side = 0; side < 2; side++) {
          boolean moves = side == moved;
          TFloat32 factor =
              signs(product.shapes().get(side), side, moves ? start : 1, moves ? step : 0);
          factors.add(factor);
          runner.feed(product.factor(side), factor);
        }
        runner.fetch(product.operation().name());
      }
      return runner.run();
    } finally {
      factors.forEach(TFloat32::close);
    }
  }

  private static TFloat32 signs(Shape shape, int seed, double start, double step) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] drawn = new float[(int) Math.min(PERIOD, shape.size())];
    for (int i = 0; i < drawn.length; i++) {
      int bits = random.nextInt(4);
      drawn[i] = (float) (start * (1 - (bits & 2)) + step * (1 - 2 * (bits & 1)));
    }
    return TFloat32.tensorOf(shape, tensor -> repeat(drawn, tensor));
  }

  private static void repeat(float[] drawn, TFloat32 tensor) {
    FloatDataBuffer elements = tensor.asRawTensor().data().asFloats();
    for (long from = 0; from < elements.size(); from += drawn.length) {
      int length = (int) Math.min(drawn.length, elements.size() - from);
      elements.slice(from, length).write(drawn, 0, length);
    }
  }
}
