package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.gradient.form.OuterProducts;
import io.dptrain.core.internal.gradient.form.PooledLookUps;
import io.dptrain.core.internal.gradient.form.RowFactors;
import io.dptrain.core.internal.gradient.form.SiteGradient;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import io.dptrain.core.internal.graph.axis.Rows;
import io.dptrain.core.internal.graph.flow.ExampleAnalysis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TNumber;

/**
 * Rows looked up in a table: {@code z = gather(V, ids)} along axis 0, and {@code gatherNd(V, ids)}.
 *
 * <p><b>Formula</b>: {@code g_i = sum_t e(id_it) delta_it^T} with unit vectors {@code e}: {@link
 * RowFactors}; where the rows are averaged or added up right away, {@link PooledLookUps}. Only rows
 * that an example looks up are touched, yet all rows get noise.
 */
final class LookUpRule implements UseSiteRule {

  @Override
  public <T extends TFloating> Optional<SiteGradient<T>> gradient(SiteDelta<T> site) {
    if (site.site().input() != 0 || !isStatic(site)) {
      return Optional.empty();
    }
    if (site.site().pooling().isPresent()) {
      return Optional.of(pooled(site, site.site().pooling().get()));
    }
    return switch (site.site().type()) {
      case "GatherV2" ->
          isAlongAxis0(site) ? Optional.of(rows(site, ids(site), 1)) : Optional.empty();
      case "GatherNd" -> Optional.of(rows(site, cells(site), depth(site)));
      default -> Optional.empty();
    };
  }

  /** The rows of each example are averaged or added up, so each has the same share of delta. */
  private static <T extends TFloating> SiteGradient<T> pooled(
      SiteDelta<T> site, GraphOperation pooling) {
    Ops tf = site.tf();
    Shape ids = site.inputShape(1);
    long positions = ids.tail().size();
    Operand<T> delta = Arrangement.reshape(tf, site.delta(), -1, site.shape().get(1));
    boolean isMean = pooling.type().equals("Mean");
    Operand<T> share =
        isMean ? tf.math.mul(delta, Rows.constant(tf, 1.0 / positions, delta)) : delta;
    Operand<TInt32> flat = Arrangement.reshape(tf, ids(site), -1, positions);
    return new PooledLookUps<>(tf, flat, share, site.shape());
  }

  private static boolean isStatic(SiteDelta<?> site) {
    Shape ids = site.inputShape(1);
    return site.analysis().exampleAxis(site.site().operation().input(1)).isPresent()
        && Arrangement.isStatic(ids, idsAxis(site))
        && Arrangement.isStatic(site.outputShape(), site.outputAxis());
  }

  private static ExampleAxis idsAxis(SiteDelta<?> site) {
    return site.analysis().exampleAxis(site.site().operation().input(1)).orElseThrow();
  }

  private static boolean isAlongAxis0(SiteDelta<?> site) {
    return site.attributes().getAttrInt("batch_dims") == 0
        && ExampleAnalysis.constantInts(site.site().operation().input(2))
            .filter(axis -> axis[0] == 0)
            .isPresent();
  }

  /** Which row of the table, with axes as in the output before those of a row. */
  private static Operand<TInt32> ids(SiteDelta<?> site) {
    @SuppressWarnings("unchecked") // indices are integers
    Operand<TNumber> ids = (Operand<TNumber>) site.site().operation().input(1);
    return site.tf().dtypes.cast(site.analysis().shaped(site.tf(), ids), TInt32.class);
  }

  /** Places given by several coordinates, as the number of the place in row-major order. */
  private static Operand<TInt32> cells(SiteDelta<?> site) {
    Ops tf = site.tf();
    int depth = depth(site);
    int[] strides = new int[depth];
    int stride = 1;
    for (int axis = depth - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= (int) site.shape().get(axis);
    }
    Operand<TInt32> scaled = tf.math.mul(ids(site), tf.constant(strides));
    return tf.reduceSum(scaled, tf.constant(-1));
  }

  private static int depth(SiteDelta<?> site) {
    Shape ids = site.inputShape(1);
    return (int) ids.get(ids.numDimensions() - 1);
  }

  /**
   * @param axes how many axes of the table a look-up goes through
   */
  private static <T extends TFloating> SiteGradient<T> rows(
      SiteDelta<T> site, Operand<TInt32> ids, int axes) {
    ExampleAxis examples = site.outputAxis();
    int width = site.shape().numDimensions() - axes;
    int idAxes = site.outputShape().numDimensions() - width;
    List<Integer> positions = new ArrayList<>(IntStream.range(0, idAxes).boxed().toList());
    positions.remove(Integer.valueOf(examples.axis()));
    List<Integer> features = IntStream.range(idAxes, idAxes + width).boxed().toList();
    Ops tf = site.tf();
    Operand<T> right = Arrangement.arrange(tf, site.delta(), examples, positions, features);
    Operand<TInt32> left = Arrangement.arrange(tf, ids, examples, positions, List.of());
    Operand<TInt32> flat = Arrangement.reshape(tf, left, -1, right.shape().get(1));
    int rows = (int) Arrangement.product(site.shape(), IntStream.range(0, axes).boxed().toList());
    return new OuterProducts<>(tf, site.shape(), List.of(new RowFactors<>(flat, right, rows)));
  }
}
