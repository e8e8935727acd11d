package io.dptrain.examples.check.op;

import io.dptrain.examples.check.sweep.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** Sums of products over named axes, in plain loops. */
final class Products {
  private Products() {}

  /** Products of matrices on the last two axes; leading axes broadcast. */
  static Values matMul(Values first, Values second, boolean turnFirst, boolean turnSecond) {
    return einsum(
        (turnFirst ? "...ki," : "...ik,") + (turnSecond ? "...jk" : "...kj") + "->...ij",
        List.of(first, second));
  }

  /**
   * <b>Formula</b>: the output is the sum over all letters that it does not have of the products of
   * the inputs. Axes under an ellipsis broadcast, the last ones on one another.
   */
  static Values einsum(String equation, List<Values> inputs) {
    String[] sides = equation.split("->", -1);
    String[] terms = sides[0].split(",", -1);
    List<List<String>> names = new ArrayList<>();
    Map<String, Integer> sizes = new LinkedHashMap<>();
    List<String> outer = new ArrayList<>();
    for (int i = 0; i < terms.length; i++) {
      List<String> axes = axes(terms[i], inputs.get(i).rank());
      names.add(axes);
      for (int axis = 0; axis < axes.size(); axis++) {
        sizes.merge(axes.get(axis), inputs.get(i).size(axis), Math::max);
      }
      List<String> dots = axes.stream().filter(name -> name.startsWith(".")).toList();
      outer = dots.size() > outer.size() ? dots : outer;
    }
    List<String> result = axes(sides[1], letters(sides[1]) + outer.size());
    List<String> summed = sizes.keySet().stream().filter(name -> !result.contains(name)).toList();
    return sum(inputs, names, result, summed, sizes);
  }

  private static int letters(String term) {
    return term.replace("...", "").length();
  }

  /** The names of the axes of a term; those under the ellipsis are counted from behind. */
  private static List<String> axes(String term, int rank) {
    List<String> axes = new ArrayList<>();
    int dots = rank - letters(term);
    for (int i = 0; i < term.length(); i++) {
      if (term.charAt(i) != '.') {
        axes.add(term.substring(i, i + 1));
      } else {
        for (int d = dots; d > 0; d--) {
          axes.add("." + d);
        }
        i += 2;
      }
    }
    return axes;
  }

  private static Values sum(
      List<Values> inputs,
      List<List<String>> names,
      List<String> result,
      List<String> summed,
      Map<String, Integer> sizes) {
    Shape within = shape(summed, sizes);
    Map<String, Integer> at = new LinkedHashMap<>();
    return Values.of(
        shape(result, sizes),
        place -> {
          put(at, result, place);
          int[] inner = new int[summed.size()];
          double sum = 0;
          for (long n = within.size(); n > 0; n--) {
            put(at, summed, inner);
            double product = 1;
            for (int i = 0; i < inputs.size(); i++) {
              product *= inputs.get(i).at(place(at, names.get(i)));
            }
            sum += product;
            Values.advance(inner, within);
          }
          return sum;
        });
  }

  private static Shape shape(List<String> names, Map<String, Integer> sizes) {
    return Shape.of(names.stream().mapToLong(sizes::get).toArray());
  }

  private static void put(Map<String, Integer> at, List<String> names, int[] place) {
    for (int i = 0; i < place.length; i++) {
      at.put(names.get(i), place[i]);
    }
  }

  private static int[] place(Map<String, Integer> at, List<String> names) {
    return names.stream().mapToInt(at::get).toArray();
  }
}
