package io.dptrain.core.internal.gradient.form;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;

/** Several per-example gradients of one tensor become one: the norm of their sum is wanted. */
public final class Sums {
  private Sums() {}

  /** The sum over all uses of a tensor, still as outer products where that is possible. */
  public static <T extends TFloating> SiteGradient<T> of(Ops tf, List<SiteGradient<T>> uses) {
    if (uses.size() == 1) {
      return uses.get(0);
    }
    List<SiteGradient<T>> joinable = uses.stream().<SiteGradient<T>>map(Sums::joinable).toList();
    if (joinable.stream().allMatch(use -> use instanceof OuterProducts<T>)) {
      List<OuterProducts<T>> products =
          joinable.stream().<OuterProducts<T>>map(use -> (OuterProducts<T>) use).toList();
      if (OuterProducts.seeTheSameMatrix(products)) {
        return OuterProducts.join(products);
      }
    }
    return addAll(tf, uses.stream().<Built<T>>map(SiteGradient::built).toList());
  }

  private static <T extends TFloating> Built<T> addAll(Ops tf, List<Built<T>> uses) {
    if (uses.stream().anyMatch(Built::isClean)) {
      return uses.stream().reduce((a, b) -> add(tf, a, b)).orElseThrow();
    }
    Operand<T> sum = tf.math.addN(uses.stream().<Operand<T>>map(Built::rows).toList());
    long cost = uses.stream().mapToLong(Built::cost).sum();
    return Built.of(tf, sum, uses.get(0).shape(), "built and added up", cost);
  }

  /** Pooled look-ups as outer products, everything else as it is. */
  public static <T extends TFloating> SiteGradient<T> joinable(SiteGradient<T> use) {
    return use instanceof PooledLookUps<T> pooled ? pooled.products() : use;
  }

  /** The sum of two built gradients. */
  static <T extends TFloating> Built<T> add(Ops tf, Built<T> a, Built<T> b) {
    boolean clean = a.isClean() && b.isClean();
    Operand<T> sum = clean ? tf.math.add(a.rows(), b.rows()) : tf.math.add(a.marked(), b.marked());
    Optional<Operand<T>> poison =
        a.poison().flatMap(some -> b.poison().map(others -> tf.math.add(some, others)));
    return Built.of(tf, sum, poison, a.shape(), "built and added up", a.cost() + b.cost());
  }
}
