package io.dptrain.accountant.rdp;

import io.dptrain.accountant.event.NeighboringRelation;
import io.dptrain.accountant.internal.Checks;
import java.util.Arrays;

/**
 * Renyi differential privacy by order: how far the outputs on neighboring data sets are apart.
 *
 * <p>Immutable.
 */
public final class RdpCurve {
  private final RdpOrders orders;
  private final double[] rdp;
  private final NeighboringRelation relation;

  RdpCurve(RdpOrders orders, double[] rdp, NeighboringRelation relation) {
    this.orders = orders;
    this.rdp = rdp;
    this.relation = relation;
  }

  /**
   * Returns a curve from its values.
   *
   * @param rdp for each order a bound on the Renyi divergence, 0 or more
   */
  public static RdpCurve of(RdpOrders orders, double[] rdp, NeighboringRelation relation) {
    Checks.require(
        rdp.length == orders.size() && Arrays.stream(rdp).allMatch(value -> value >= 0),
        "rdp must hold a number of 0 or more for each of %s orders, but is %s",
        orders.size(),
        Arrays.toString(rdp));
    return new RdpCurve(orders, rdp.clone(), relation);
  }

  public RdpOrders orders() {
    return orders;
  }

  /** Returns the bound on the Renyi divergence of {@code orders().order(index)}. */
  public double rdp(int index) {
    return rdp[index];
  }

  public NeighboringRelation relation() {
    return relation;
  }

  /** Returns the epsilon at the given delta, as {@link RdpAccountant#epsilon} does. */
  public RdpGuarantee guarantee(double delta) {
    return new RdpConversion(orders).guarantee(values(), Checks.delta("delta", delta), relation);
  }

  /** Returns the delta at the given epsilon, as {@link RdpAccountant#delta} does. */
  public double delta(double epsilon) {
    return new RdpConversion(orders).delta(values(), Checks.nonNegative("epsilon", epsilon));
  }

  private RdpByOrder values() {
    return new RdpByOrder() {
      @Override
      public double at(int index) {
        return rdp[index];
      }

      @Override
      public boolean isConvex() {
        return false;
      }
    };
  }
}
