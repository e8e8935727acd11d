package io.dptrain.core.internal.inline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What of a model cannot become plain operations: the first of each op type. Not thread safe. */
final class Refused {
  private final Map<String, String> reasons = new LinkedHashMap<>();

  /**
   * Notes an operation.
   *
   * @param path the functions that lead to it; empty in the graph itself
   */
  void add(String type, String name, String path, String reason) {
    String where = path.isEmpty() ? "" : " in " + path;
    reasons.putIfAbsent(type, type + " '" + name + "'" + where + " " + reason);
  }

  /**
   * Refuses the model if there was anything.
   *
   * @throws IllegalArgumentException naming one operation of each type
   */
  void throwIfAny(String model) {
    if (!reasons.isEmpty()) {
      throw new IllegalArgumentException(
          model
              + " cannot be made of plain operations:\n"
              + reasons.values().stream().collect(Collectors.joining("\n"))
              + "\nTo train a head over it, run the model itself where batches are made, and feed"
              + " what it gives (docs/training-your-own.md)");
    }
  }

  boolean isEmpty() {
    return reasons.isEmpty();
  }
}
