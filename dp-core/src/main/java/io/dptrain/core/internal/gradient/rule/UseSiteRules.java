package io.dptrain.core.internal.gradient.rule;

import io.dptrain.core.internal.gradient.form.SiteGradient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.types.family.TFloating;

/** The rule of each op type that has one; other uses are mapped over the examples. */
public final class UseSiteRules {
  private static final Map<String, UseSiteRule> RULES = table();

  private UseSiteRules() {}

  /** The op types that have a rule. */
  public static Set<String> types() {
    return RULES.keySet();
  }

  /**
   * The gradient at a use site by the rule of its op type, if there is one that covers it. Rules
   * look at one input; a tensor that enters at several has the sum of their gradients.
   */
  public static <T extends TFloating> Optional<SiteGradient<T>> gradient(SiteDelta<T> site) {
    UseSiteRule rule = RULES.get(site.site().type());
    return rule == null || site.site().isRepeated() ? Optional.empty() : rule.gradient(site);
  }

  private static Map<String, UseSiteRule> table() {
    Map<String, UseSiteRule> rules = new HashMap<>();
    put(
        rules,
        new ProductRule(),
        "MatMul",
        "BatchMatMul",
        "BatchMatMulV2",
        "BatchMatMulV3",
        "Einsum");
    put(rules, new ConvolutionRule(), "Conv2D", "DepthwiseConv2dNative", "Conv2DBackpropInput");
    put(
        rules,
        new ElementwiseRule(),
        "BiasAdd",
        "BroadcastTo",
        "Fill",
        "Add",
        "AddV2",
        "Sub",
        "Mul",
        "Div",
        "RealDiv");
    put(rules, new BatchNormalizationRule(), "FusedBatchNormV3");
    put(rules, new LookUpRule(), "GatherV2", "GatherNd");
    return Map.copyOf(rules);
  }

  private static void put(Map<String, UseSiteRule> rules, UseSiteRule rule, String... types) {
    List.of(types).forEach(type -> rules.put(type, rule));
  }
}
