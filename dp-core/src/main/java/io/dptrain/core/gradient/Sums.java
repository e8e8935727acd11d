package io.dptrain.core.gradient;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Several per-example gradients of one tensor become one: the norm of their sum is wanted. */
final class Sums {
  private Sums() {}

  /** The sum over all uses of a tensor, still as outer products where that is possible. */
  static <T extends TFloating> SiteGradient<T> of(Ops tf, List<SiteGradient<T>> uses) {
    if (uses.size() == 1) {
      return uses.get(0);
    }
    if (uses.stream().allMatch(use -> use instanceof OuterProducts<T>)) {
      List<OuterProducts<T>> products =
          uses.stream().<OuterProducts<T>>map(use -> (OuterProducts<T>) use).toList();
      if (OuterProducts.seeTheSameMatrix(products)) {
        return OuterProducts.join(products);
      }
    }
    return uses.stream()
        .<Built<T>>map(SiteGradient::built)
        .reduce((a, b) -> add(tf, a, b))
        .orElseThrow();
  }

  /** The sum of two built gradients. */
  static <T extends TFloating> Built<T> add(Ops tf, Built<T> a, Built<T> b) {
    boolean clean = a.isClean() && b.isClean();
    Operand<T> sum = clean ? tf.math.add(a.rows(), b.rows()) : tf.math.add(a.marked(), b.marked());
    Operand<T> poison = clean ? tf.math.add(a.poison(), b.poison()) : null;
    return new Built<>(
        tf,
        List.of(sum),
        Built.Assembly.whole(),
        a.shape(),
        poison,
        "built and added up",
        a.cost() + b.cost());
  }
}
