package io.dptrain.examples.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one run of a variant found: numbers and curves, by name. Not thread safe. */
public final class Finding {
  private final Map<String, Double> numbers = new LinkedHashMap<>();
  private final Map<String, List<Double>> x = new LinkedHashMap<>();
  private final Map<String, List<Double>> y = new LinkedHashMap<>();

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
}
