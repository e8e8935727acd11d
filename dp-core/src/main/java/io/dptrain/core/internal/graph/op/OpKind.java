package io.dptrain.core.internal.graph.op;

/** What an op type does with the elements of its inputs, as far as rules have to know. */
public enum OpKind {
  /** A function of each element of one tensor. */
  UNARY(true),
  /** A function of matching elements of several tensors, with broadcasting. */
  ELEMENTWISE(true),
  /** One of two elements, by a condition. */
  CHOICE(true),
  /** A sum, a mean, an extreme value over some axes. */
  REDUCTION(true),
  /** A sum of products. */
  PRODUCT(true),
  /** The loss of a row of logits. */
  CROSS_ENTROPY(true),
  /** Rows of a table. */
  LOOK_UP(true),
  /** Puts elements elsewhere, leaves some out or repeats them. */
  LAYOUT(true),
  /** Along one axis or two, whose size stays. */
  ALONG_AXES(true),
  /** Random numbers that a rule lets depend on the batch size. */
  RANDOM(true),
  /** A bias for each channel. */
  BIAS(true),
  /** A convolution, transposed or not. */
  CONVOLUTION(true),
  /** The largest or mean value of windows. */
  POOLING(true),
  /** Of images: patches, resizing, local normalization. */
  IMAGE(true),
  /** By mean and variance, of the batch or given ones. */
  BATCH_NORMALIZATION(true),
  /** Copies, and may clip the signal that flows back. */
  SNAPSHOT(true),

  /** The shape of its input, and nothing of the elements. */
  SHAPE_OF(false),
  /** The size of the output, or the place of an entry in it, depends on all values. */
  SELECTION_BY_VALUE(false),
  /** One number or one table out of all values. */
  TOTAL(false),
  /** Rows added up, or else joined, by the number of their segment. */
  SEGMENT(false),
  /** Another order of the rows. */
  SHUFFLE(false),
  /** Other random numbers. */
  CHANCE(false),
  /** What a checkpoint holds. */
  RESTORE(false),
  /** Gives what it is given, and shows something or fails. */
  CHECK(false),
  /** Takes or gives text, and is a function of its inputs. */
  TEXT(false),
  /** A loop or branch of TensorFlow 1. */
  CONTROL_FLOW(false),
  /** Calls a function of the graph. */
  CALL(false),
  /** Nothing is known. */
  UNKNOWN(false);

  private final boolean isFollowed;

  OpKind(boolean isFollowed) {
    this.isFollowed = isFollowed;
  }

  /** Whether examples are followed through operations of this kind. */
  public boolean isFollowed() {
    return isFollowed;
  }
}
