package io.dptrain.core.internal.gradient.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.OperationAttributeInspector;
import org.tensorflow.ndarray.Shape;

/**
 * A product of data and a tensor without data as an Einstein sum: a letter for each axis, the same
 * letter where axes are multiplied with one another.
 *
 * @param data the letters of the operand that carries data
 * @param value those of the operand without data
 * @param output those of the result
 */
record Labels(String data, String value, String output) {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /** The letters of a use site; empty if it is no product of two operands that can be lettered. */
  static Optional<Labels> of(SiteDelta<?> site) {
    UseSite use = site.site();
    if (use.operation().numInputs() != 2) {
      return Optional.empty();
    }
    Shape[] inputs = {site.inputShape(0), site.inputShape(1)};
    if (inputs[0].isUnknown() || inputs[1].isUnknown()) {
      return Optional.empty();
    }
    Optional<String[]> letters =
        switch (use.type()) {
          case "MatMul" -> matMul(site.attributes(), "transpose_a", "transpose_b", inputs);
          case "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3" ->
              matMul(site.attributes(), "adj_x", "adj_y", inputs);
          case "Einsum" -> einsum(site.attributes().getAttrString("equation"), inputs);
          default -> Optional.empty();
        };
    return letters.map(terms -> new Labels(terms[1 - use.input()], terms[use.input()], terms[2]));
  }

  /** Matrices in the last two axes, the axes before them aligned from the right. */
  private static Optional<String[]> matMul(
      OperationAttributeInspector attributes, String first, String second, Shape[] inputs) {
    int leadA = inputs[0].numDimensions() - 2;
    int leadB = inputs[1].numDimensions() - 2;
    int lead = Math.max(leadA, leadB);
    // The first three letters are those of the matrices.
    String batch = LETTERS.substring(3, 3 + lead);
    String a = attributes.getAttrBool(first) ? "ba" : "ab";
    String b = attributes.getAttrBool(second) ? "cb" : "bc";
    for (int axis = 0; axis < Math.min(leadA, leadB); axis++) {
      if (broadcasts(inputs[0].get(leadA - 1 - axis), inputs[1].get(leadB - 1 - axis))) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new String[] {
          batch.substring(lead - leadA) + a, batch.substring(lead - leadB) + b, batch + "ac"
        });
  }

  private static boolean broadcasts(long a, long b) {
    return (a == 1) != (b == 1);
  }

  private static Optional<String[]> einsum(String equation, Shape[] inputs) {
    String[] sides = equation.replace(" ", "").split("->", -1);
    if (sides.length != 2) {
      return Optional.empty();
    }
    String[] terms = sides[0].split(",", -1);
    int[] hidden = new int[2];
    for (int i = 0; i < 2; i++) {
      hidden[i] = inputs[i].numDimensions() - terms[i].replace("...", "").length();
      if (hidden[i] > 0 && !terms[i].contains("...")) {
        return Optional.empty();
      }
    }
    String unused = unusedLetters(equation);
    int most = Math.max(hidden[0], hidden[1]);
    // Two ellipses may be broadcast against each other, which letters do not say.
    if ((hidden[0] > 0 && hidden[1] > 0) || most > unused.length()) {
      return Optional.empty();
    }
    List<String> letters = new ArrayList<>();
    letters.add(terms[0].replace("...", unused.substring(most - hidden[0], most)));
    letters.add(terms[1].replace("...", unused.substring(most - hidden[1], most)));
    letters.add(sides[1].replace("...", unused.substring(0, most)));
    return Optional.of(letters.toArray(new String[0]));
  }

  static String unusedLetters(String equation) {
    return select(LETTERS, equation, false);
  }

  /** Whether every letter stands at most once in each operand, and none in one operand alone. */
  boolean isPlain() {
    return isDistinct(data)
        && isDistinct(value)
        && isDistinct(output)
        && data.chars()
            .allMatch(letter -> value.indexOf(letter) >= 0 || output.indexOf(letter) >= 0)
        && value
            .chars()
            .allMatch(letter -> data.indexOf(letter) >= 0 || output.indexOf(letter) >= 0);
  }

  private static boolean isDistinct(String letters) {
    return letters.chars().distinct().count() == letters.length();
  }

  /** The axes of {@code letters} whose letter stands in {@code others}, in the order of others. */
  static List<Integer> axes(String letters, String others) {
    return others.chars().map(letters::indexOf).filter(axis -> axis >= 0).boxed().toList();
  }

  /** The letters of {@code letters} that stand, or do not stand, in {@code other}. */
  static String select(String letters, String other, boolean in) {
    StringBuilder selected = new StringBuilder();
    letters
        .chars()
        .filter(letter -> (other.indexOf(letter) >= 0) == in)
        .forEach(letter -> selected.append((char) letter));
    return selected.toString();
  }
}
