package io.dptrain.core.gradient;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import java.util.Optional;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Gradients without a rule of their own, mapped over the examples. */
final class MappedSite {
  private MappedSite() {}

  static <T extends TFloating> SiteGradient<T> gradient(SiteDelta<T> site) {
    throw new PrivacyProofException(
        new GraphFinding(
            GraphFinding.Kind.NOT_COVERED,
            site.site().operation().name(),
            site.site().type(),
            "has no norm rule for input " + site.site().input(),
            "use another op"));
  }

  static <T extends TFloating> Optional<SiteGradient<T>> pullBack(
      Ops tf, Built<T> gradient, Output<T> value, Output<T> variable) {
    throw new PrivacyProofException(
        new GraphFinding(
            GraphFinding.Kind.NOT_COVERED,
            value.op().name(),
            value.op().type(),
            "changes the variable '" + variable.op().name() + "' before it meets data",
            "apply it directly"));
  }
}
