package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.gradient.form.SiteGradient;
import java.util.Optional;
import org.tensorflow.types.family.TFloating;

/** How the per-example gradient of a variable follows from one backward pass, for one op type. */
interface UseSiteRule {

  /**
   * The per-example gradient of {@link UseSite#value}, or nothing if this rule does not cover the
   * way in which it is used; then the gradient is mapped over the examples.
   */
  <T extends TFloating> Optional<SiteGradient<T>> gradient(SiteDelta<T> site);
}
