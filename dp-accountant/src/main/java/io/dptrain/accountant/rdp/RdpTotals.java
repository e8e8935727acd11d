package io.dptrain.accountant.rdp;

import io.dptrain.accountant.internal.Checks;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The RDP spent so far: a count and a curve for each of the steps seen last, and one curve for all
 * earlier ones. Sums are rounded upward.
 *
 * <p>Memory is bounded however many different steps are composed. Not thread-safe.
 */
final class RdpTotals {
  private static final int REMEMBERED = 64;

  private final RdpOrders orders;
  private final double[] settled;
  private final Map<RdpStep, Entry> recent = new LinkedHashMap<>(16, 0.75f, true);

  RdpTotals(RdpOrders orders) {
    this.orders = orders;
    this.settled = new double[orders.size()];
  }

  /** Returns what another had settled and the steps it remembered. */
  static RdpTotals of(RdpOrders orders, List<Double> settled, Map<RdpStep, Long> steps) {
    RdpTotals totals = new RdpTotals(orders);
    Arrays.setAll(totals.settled, settled::get);
    totals.add(steps);
    return totals;
  }

  List<Double> settled() {
    return Arrays.stream(settled).boxed().toList();
  }

  /** Returns the steps remembered and their counts, the eldest first. */
  Map<RdpStep, Long> steps() {
    Map<RdpStep, Long> steps = new LinkedHashMap<>();
    recent.forEach((step, entry) -> steps.put(step, entry.count));
    return steps;
  }

  /** Adds all the steps, or none if a count would become too large. */
  void add(Map<RdpStep, Long> steps) {
    remember(steps);
    steps.forEach((step, count) -> Checks.count(recent.get(step).count + count, "count"));
    steps.forEach((step, count) -> recent.get(step).count += count);
  }

  double[] curve() {
    return curveAfter(Map.of(), 0);
  }

  /** Returns what {@link #curve()} would be after adding the steps {@code times} times. */
  double[] curveAfter(Map<RdpStep, Long> steps, long times) {
    remember(steps);
    double[] sum = settled.clone();
    recent.forEach(
        (step, entry) -> {
          double more = (double) times * steps.getOrDefault(step, 0L);
          addTo(sum, entry.curve, entry.count + more);
        });
    return sum;
  }

  private static void addTo(double[] sum, double[] curve, double count) {
    if (count > 0) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] = Math.nextUp(sum[i] + Math.nextUp(curve[i] * count));
      }
    }
  }

  /** Makes sure that all the steps have an entry, and that the entries stay few. */
  private void remember(Map<RdpStep, Long> steps) {
    Iterator<Entry> eldestFirst = recent.values().iterator();
    for (int tooMany = recent.size() - REMEMBERED; tooMany > 0; tooMany--) {
      Entry eldest = eldestFirst.next();
      addTo(settled, eldest.curve, (double) eldest.count);
      eldestFirst.remove();
    }
    steps.keySet().forEach(this::touch);
  }

  private void touch(RdpStep step) {
    if (recent.get(step) == null) {
      recent.put(step, new Entry(step.curve(orders)));
    }
  }

  private static final class Entry {
    private final double[] curve;
    private long count;

    private Entry(double[] curve) {
      this.curve = curve;
    }
  }
}
