package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.gradient.form.Built;
import io.dptrain.core.internal.gradient.form.CleanRows;
import io.dptrain.core.internal.gradient.form.DenseFactors;
import io.dptrain.core.internal.gradient.form.OuterProducts;
import io.dptrain.core.internal.gradient.form.SiteGradient;
import io.dptrain.core.internal.graph.axis.Arrangement;
import io.dptrain.core.internal.graph.axis.ExampleAxis;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TFloating;

/**
 * {@code z = x V} in all its forms: MatMul, BatchMatMul, and Einsum of two operands.
 *
 * <p><b>Formula</b>: letter the axes. Those of {@code V} are either contracted with {@code x} (call
 * them d) or appear in {@code z} (p); what {@code x} and {@code z} share without {@code V} are
 * positions (t). Then {@code g_i[d, p] = sum_t x_i[t, d] delta_i[t, p]}: {@link OuterProducts}.
 * Axes that all three share, such as attention heads, make the gradient a block of such products,
 * which is built.
 */
final class ProductRule implements UseSiteRule {

  @Override
  public <T extends TFloating> Optional<SiteGradient<T>> gradient(SiteDelta<T> site) {
    return Labels.of(site)
        .filter(labels -> labels.isPlain() && site.meetsData() && isStatic(site))
        .map(labels -> gradient(site, labels));
  }

  private static <T extends TFloating> SiteGradient<T> gradient(SiteDelta<T> site, Labels labels) {
    String contracted = Labels.select(labels.value(), labels.output(), false);
    String passed = Labels.select(labels.value(), labels.data(), false);
    if (labels.value().equals(contracted + passed)) {
      Sides<T> sides = Sides.of(site, labels, contracted, passed);
      return products(site, sides.data(), sides.delta());
    }
    if (labels.value().equals(passed + contracted)) {
      Sides<T> sides = Sides.of(site, labels, contracted, passed);
      return products(site, sides.delta(), sides.data());
    }
    return blocks(site, labels);
  }

  private static boolean isStatic(SiteDelta<?> site) {
    return Arrangement.isStatic(site.dataShape(), site.dataAxis())
        && Arrangement.isStatic(site.outputShape(), site.outputAxis());
  }

  private static <T extends TFloating> SiteGradient<T> products(
      SiteDelta<T> site, Operand<T> left, Operand<T> right) {
    return new OuterProducts<>(site.tf(), site.shape(), List.of(new DenseFactors<>(left, right)));
  }

  /** Both operands as {@code [batch, positions, features]}. */
  private record Sides<T extends TFloating>(Operand<T> data, Operand<T> delta) {

    static <T extends TFloating> Sides<T> of(
        SiteDelta<T> site, Labels labels, String contracted, String passed) {
      char example = labels.data().charAt(site.dataAxis().axis());
      String positions = Labels.select(labels.data(), contracted + example, false);
      return new Sides<>(
          arrange(site, site.data(), site.dataAxis(), labels.data(), positions, contracted),
          arrange(site, site.delta(), site.outputAxis(), labels.output(), positions, passed));
    }

    private static <T extends TFloating> Operand<T> arrange(
        SiteDelta<T> site,
        Operand<T> tensor,
        ExampleAxis examples,
        String letters,
        String positions,
        String features) {
      return Arrangement.arrangeCompactly(
          site.tf(),
          tensor,
          examples,
          Labels.axes(letters, positions),
          Labels.axes(letters, features));
    }
  }

  /** One product for each value of the shared axes, built. */
  private static <T extends TFloating> SiteGradient<T> blocks(SiteDelta<T> site, Labels labels) {
    char example = labels.data().charAt(site.dataAxis().axis());
    String dataRest = labels.data().replace(String.valueOf(example), "");
    String outputRest = labels.output().replace(String.valueOf(example), "");
    Operand<T> data = examplesFirst(site, site.data(), site.dataAxis(), labels.data(), dataRest);
    Operand<T> delta =
        examplesFirst(site, site.delta(), site.outputAxis(), labels.output(), outputRest);
    CleanRows<T> clean = CleanRows.of(site.tf(), data, delta, site.shape().size());
    String used = labels.data() + labels.value() + labels.output();
    String merged = Labels.unusedLetters(used).substring(0, 1);
    String equation =
        "%s%s%s,%s%s%s->%s%s"
            .formatted(
                example, merged, dataRest, example, merged, outputRest, example, labels.value());
    Operand<T> built = site.tf().linalg.einsum(List.of(clean.left(), clean.right()), equation);
    long positions =
        Arrangement.count(
            site.dataShape(),
            site.dataAxis(),
            Labels.axes(labels.data(), Labels.select(dataRest, labels.value(), false)));
    long cost = positions * site.shape().size();
    return Built.of(site.tf(), built, clean.poison(), site.shape(), "built by blocks", cost);
  }

  /** <b>Shape</b> {@code [batch, merged with the examples, the rest as it was]}. */
  private static <T extends TFloating> Operand<T> examplesFirst(
      SiteDelta<T> site, Operand<T> tensor, ExampleAxis examples, String letters, String rest) {
    List<Integer> axes = Labels.axes(letters, rest);
    Operand<T> arranged = Arrangement.arrange(site.tf(), tensor, examples, List.of(), axes);
    long[] sizes = new long[axes.size() + 2];
    sizes[0] = -1;
    sizes[1] = arranged.shape().get(1);
    for (int i = 0; i < axes.size(); i++) {
      sizes[i + 2] = tensor.shape().get(axes.get(i));
    }
    return Arrangement.reshape(site.tf(), arranged, sizes);
  }
}
