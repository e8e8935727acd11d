package io.dptrain.accountant.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A JSON object, restricted to what saved state needs: numbers, plain strings, lists and objects.
 *
 * <p>Infinity is the string {@code "Infinity"}. Every double comes back as it was. Whatever is
 * missing or of another type is refused with its name. Immutable.
 */
public final class JsonObject {
  private static final String INFINITY = "Infinity";

  private final Map<String, Object> fields;

  JsonObject(Map<String, Object> fields) {
    this.fields = fields;
  }

  /** Reads one object, which must be all of the text. */
  public static JsonObject parse(String text) {
    return new JsonReader(text).read();
  }

  /** An object without fields, to which {@link #with} adds. */
  public static JsonObject empty() {
    return new JsonObject(Map.of());
  }

  /**
   * Returns this object with one more field: a Number, a String, a JsonObject or a List of them.
   */
  public JsonObject with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new JsonObject(more);
  }

  public String text(String name) {
    return as(String.class, fields.get(name), name, "a string");
  }

  public double number(String name) {
    return toNumber(fields.get(name), name);
  }

  /** Returns a whole number in [0, 2^53]. */
  public long count(String name) {
    double value = number(name);
    Checks.require(
        value == Math.rint(value) && Math.abs(value) <= Checks.MAX_COUNT,
        "%s must be a whole number in [0, 2^53], but is %s",
        name,
        value);
    return Checks.count(name, (long) value);
  }

  public List<Double> numbers(String name) {
    return list(name).stream().map(value -> toNumber(value, name)).toList();
  }

  public JsonObject object(String name) {
    return as(JsonObject.class, fields.get(name), name, "an object");
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }

  public List<String> texts(String name) {
    return list(name).stream().map(value -> as(String.class, value, name, "a string")).toList();
  }

  public List<JsonObject> objects(String name) {
    List<JsonObject> objects = new ArrayList<>();
    list(name)
        .forEach(value -> objects.add(as(JsonObject.class, value, name, "a list of objects")));
    return objects;
  }

  private List<?> list(String name) {
    return as(List.class, fields.get(name), name, "a list");
  }

  private static double toNumber(Object value, String name) {
    return INFINITY.equals(value)
        ? Double.POSITIVE_INFINITY
        : as(Number.class, value, name, "a number").doubleValue();
  }

  private static <T> T as(Class<T> type, Object value, String name, String what) {
    Checks.require(type.isInstance(value), "%s must be %s, but is %s", name, what, value);
    return type.cast(value);
  }

  /**
   * Returns every value that is no object and no list, as JSON, by where it stands: {@code
   * plans[2].share}. An empty list stands for itself.
   */
  public Map<String, String> leaves() {
    Map<String, String> leaves = new LinkedHashMap<>();
    fields.forEach((name, value) -> addLeaves(name, value, leaves));
    return leaves;
  }

  private static void addLeaves(String path, Object value, Map<String, String> leaves) {
    if (value instanceof JsonObject object) {
      object.leaves().forEach((name, leaf) -> leaves.put(path + "." + name, leaf));
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      for (int i = 0; i < list.size(); i++) {
        addLeaves(path + "[" + i + "]", list.get(i), leaves);
      }
    } else {
      leaves.put(path, written(value));
    }
  }

  /** Returns the object as one line of JSON. */
  @Override
  public String toString() {
    return fields.entrySet().stream()
        .map(field -> quoted(field.getKey()) + ":" + written(field.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String written(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(JsonObject::written).collect(Collectors.joining(",", "[", "]"));
    } else if (value instanceof Double number && number == Double.POSITIVE_INFINITY) {
      return quoted(INFINITY);
    }
    return value instanceof String text ? quoted(text) : value.toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
