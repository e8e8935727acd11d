package io.dptrain.accountant.rdp;

import io.dptrain.accountant.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The RDP spent so far: a count and a curve for each of the steps seen last, and one curve for all
 * earlier ones. Sums are rounded upward.
 *
 * <p>Memory is bounded however many different steps are composed. Not thread-safe.
 */
final class RdpTotals {
  private static final int REMEMBERED = 256;

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
    steps.forEach((step, count) -> Checks.count("count", recent.get(step).count + count));
    steps.forEach((step, count) -> recent.get(step).count += count);
  }

  /** Returns the sum of all, whole. */
  double[] curve() {
    RdpByOrder sum = after(Map.of(), 0);
    double[] curve = new double[orders.size()];
    Arrays.setAll(curve, sum::at);
    return curve;
  }

  /** Returns the sum of all, and of the steps {@code times} times; until anything is added. */
  RdpByOrder after(Map<RdpStep, Long> steps, long times) {
    remember(steps);
    List<Entry> entries = new ArrayList<>();
    List<Double> counts = new ArrayList<>();
    recent.forEach(
        (step, entry) -> {
          double count = entry.count + (double) times * steps.getOrDefault(step, 0L);
          if (count > 0) {
            entries.add(entry);
            counts.add(count);
          }
        });
    return new Sum(settled, entries, counts);
  }

  /** Makes sure that all the steps have an entry, and that the entries stay few. */
  private void remember(Map<RdpStep, Long> steps) {
    // Before the new ones come in, so that none of them is settled before it is counted.
    Iterator<Entry> eldestFirst = recent.values().iterator();
    for (int tooMany = recent.size() - REMEMBERED; tooMany > 0; tooMany--) {
      Entry eldest = eldestFirst.next();
      if (eldest.count > 0) {
        for (int i = 0; i < settled.length; i++) {
          settled[i] = sum(settled[i], eldest.at(i), (double) eldest.count);
        }
      }
      eldestFirst.remove();
    }
    // Also for a step that has an entry: it is the latest again.
    for (RdpStep step : steps.keySet()) {
      recent.computeIfAbsent(step, unknown -> new Entry(unknown, orders));
    }
  }

  private static double sum(double sum, double rdp, double count) {
    return Math.nextUp(sum + Math.nextUp(rdp * count));
  }

  private static final class Sum implements RdpByOrder {
    private final double[] settled;
    private final List<Entry> entries;
    private final List<Double> counts;

    private Sum(double[] settled, List<Entry> entries, List<Double> counts) {
      this.settled = settled;
      this.entries = entries;
      this.counts = counts;
    }

    @Override
    public double at(int index) {
      double sum = settled[index];
      for (int i = 0; i < entries.size(); i++) {
        sum = sum(sum, entries.get(i).at(index), counts.get(i));
      }
      return sum;
    }

    @Override
    public boolean isConvex() {
      return settled[0] == 0 && entries.stream().allMatch(entry -> entry.convex);
    }
  }

  /** A step's curve, as far as it is known. */
  private static final class Entry {
    private final RdpOrders orders;
    private final DoubleUnaryOperator rdp;
    private final boolean convex;

    /** By the index of the order; NaN until it is asked for. */
    private final double[] known;

    private long count;

    private Entry(RdpStep step, RdpOrders orders) {
      this.orders = orders;
      this.rdp = step.rdp();
      this.convex = step.isConvex();
      this.known = new double[orders.size()];
      Arrays.fill(known, Double.NaN);
    }

    private double at(int index) {
      if (Double.isNaN(known[index])) {
        known[index] = rdp.applyAsDouble(orders.order(index));
      }
      return known[index];
    }
  }
}
