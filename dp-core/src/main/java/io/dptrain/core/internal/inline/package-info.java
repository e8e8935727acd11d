/**
 * Graphs that call functions, as plain nodes: the first half of an import, which sees definitions
 * and no values.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.inline.Inliner} replaces each call by the
 * body of its function; {@link io.dptrain.core.internal.inline.FlatModel} is what comes of it.
 * {@code FlatNodes} says what becomes of each node, and {@code Refused} collects what cannot become
 * a plain one. {@link io.dptrain.core.internal.inline.RightProducts} takes the kernel that is right
 * on every processor.
 *
 * <p><b>Guarantees.</b> What cannot be inlined is named, all of it at once.
 *
 * <p><b>What it does not guarantee.</b> That the plain nodes compute the same: that is held against
 * the original in {@code savedmodel}.
 */
package io.dptrain.core.internal.inline;
