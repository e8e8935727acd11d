package io.dptrain.core.gradient;

import io.dptrain.core.graph.GraphFinding;
import io.dptrain.core.graph.PrivacyProofException;
import java.util.Map;
import java.util.TreeSet;

/** The norm rule of each op type at which a variable may meet data. */
final class UseSiteRules {
  private static final UseSiteRule BROADCAST_ADD = new BroadcastAddRule();

  private static final Map<String, UseSiteRule> RULES =
      Map.of(
          "MatMul", new DenseRule(),
          "Conv2D", new ConvolutionRule(),
          "BiasAdd", BROADCAST_ADD,
          "Add", BROADCAST_ADD,
          "AddV2", BROADCAST_ADD);

  private UseSiteRules() {}

  /**
   * The rule for a use site.
   *
   * @throws PrivacyProofException if there is none
   */
  static UseSiteRule requireRule(UseSite site) {
    UseSiteRule rule = RULES.get(site.operation().type());
    if (rule == null || !rule.covers(site)) {
      throw new PrivacyProofException(
          new GraphFinding(
              GraphFinding.Kind.NOT_COVERED,
              site.operation().name(),
              site.operation().type(),
              "uses the variable '"
                  + site.variable().op().name()
                  + "' as input "
                  + site.input()
                  + ", for which there is no per-example norm rule",
              "use one of " + new TreeSet<>(RULES.keySet())));
    }
    return rule;
  }
}
