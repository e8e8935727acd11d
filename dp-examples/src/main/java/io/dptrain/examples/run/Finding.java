package io.dptrain.examples.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** What one run of a variant found: numbers and curves, by name, and facts. Not thread safe. */
public final class Finding {
  private final Map<String, Double> numbers = new LinkedHashMap<>();
  private final Map<String, List<Double>> x = new LinkedHashMap<>();
  private final Map<String, List<Double>> y = new LinkedHashMap<>();
  private final Map<Class<?>, Object> facts = new LinkedHashMap<>();

  /** Keeps a number, which may be infinite or NaN. */
  public Finding number(String name, double value) {
    if (numbers.put(name, value) != null) {
      throw new IllegalArgumentException("a run finds each number once, but '" + name + "' twice");
    }
    return this;
  }

  /** Adds a point to a curve. */
  public Finding point(String curve, double atX, double atY) {
    x.computeIfAbsent(curve, name -> new ArrayList<>()).add(atX);
    y.computeIfAbsent(curve, name -> new ArrayList<>()).add(atY);
    return this;
  }

  /** Keeps what is neither number nor curve, such as a guarantee: one of a type. */
  public Finding fact(Object fact) {
    facts.put(fact.getClass(), fact);
    return this;
  }

  /** The fact of a type. */
  public <T> Optional<T> fact(Class<T> type) {
    return Optional.ofNullable(type.cast(facts.get(type)));
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public double number(String name) {
    Double value = numbers.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "there is no number '" + name + "' among " + numbers.keySet());
    }
    return value;
  }

  /** All numbers, in the order in which they were found. */
  public Map<String, Double> numbers() {
    return new LinkedHashMap<>(numbers);
  }

  /** A curve; one without points if there is none of that name. */
  public Curve curve(String name) {
    return new Curve(x.getOrDefault(name, List.of()), y.getOrDefault(name, List.of()));
  }

  /**
   * The curves of several runs as one: at each point a statistic of what all of them are there.
   *
   * @param all at least one; their curves of a name have the same points, but may end early
   * @see Curve#across
   */
  public static Finding across(List<Finding> all, ToDoubleFunction<double[]> statistic) {
    Set<String> names = new TreeSet<>();
    all.forEach(finding -> names.addAll(finding.x.keySet()));
    Finding one = new Finding();
    for (String name : names) {
      Curve curve = Curve.across(all.stream().map(each -> each.curve(name)).toList(), statistic);
      one.x.put(name, curve.x());
      one.y.put(name, curve.y());
    }
    return one;
  }
}
