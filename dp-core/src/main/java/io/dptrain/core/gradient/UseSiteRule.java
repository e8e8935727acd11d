package io.dptrain.core.gradient;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** How the per-example gradient of a variable follows from one backward pass, for one op type. */
interface UseSiteRule {

  /** The input of the operation at which a variable may enter. */
  boolean covers(UseSite site);

  /**
   * The per-example gradient of the variable at one use site.
   *
   * @param delta the gradient of the summed loss with respect to the output of the use site.
   *     <b>Shape</b> that of the output, {@code [batch, ...]}; row {@code i} is example {@code i}'s
   */
  <T extends TFloating> SiteGradient<T> gradient(Ops tf, UseSite site, Operand<T> delta);
}
