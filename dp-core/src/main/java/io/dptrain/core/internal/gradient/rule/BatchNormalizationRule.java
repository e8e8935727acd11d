package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.Scalars;
import io.dptrain.core.internal.gradient.form.SiteGradient;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/**
 * Scale and offset of a batch normalization by statistics that see no data: {@code z = (x - m)
 * scale / sqrt(v + epsilon) + offset}, channels last.
 *
 * <p><b>Formula</b>: {@code g_i} is {@code delta_i (x - m) / sqrt(v + epsilon)} for the scale and
 * {@code delta_i} for the offset, summed over time and space.
 */
final class BatchNormalizationRule implements UseSiteRule {
  private static final int DATA = 0;
  private static final int SCALE = 1;
  private static final int OFFSET = 2;
  private static final int MEAN = 3;
  private static final int VARIANCE = 4;

  @Override
  public <T extends TFloating> Optional<SiteGradient<T>> gradient(SiteDelta<T> site) {
    boolean isOfOneType =
        site.site().operation().input(DATA).type().equals(site.site().value().type());
    if (!isOfOneType || !site.attributes().getAttrString("data_format").endsWith("C")) {
      return Optional.empty();
    }
    return switch (site.site().input()) {
      case SCALE -> SummedElementwise.gradient(site, ofScale(site));
      case OFFSET -> SummedElementwise.gradient(site, site.delta());
      default -> Optional.empty();
    };
  }

  private static <T extends TFloating> Operand<T> ofScale(SiteDelta<T> site) {
    Ops tf = site.tf();
    Operand<T> variance = site.operand(VARIANCE);
    Operand<T> epsilon = Scalars.like(tf, site.attributes().getAttrFloat("epsilon"), variance);
    // One number for each channel, where a quotient would be one for each entry.
    Operand<T> inverse = tf.math.reciprocal(tf.math.sqrt(tf.math.add(variance, epsilon)));
    Operand<T> centered = tf.math.sub(site.operand(DATA), site.operand(MEAN));
    return tf.math.mul(site.delta(), tf.math.mul(centered, inverse));
  }
}
