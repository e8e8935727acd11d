/**
 * Where the examples lie in a tensor, and how many.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.graph.axis.ExampleDependence}, all that a
 * tensor may know of the examples: nothing ({@link io.dptrain.core.internal.graph.axis.DataFree}),
 * one example at each index of an axis ({@link io.dptrain.core.internal.graph.axis.ExampleAxis}),
 * their number alone, exactly ({@link io.dptrain.core.internal.graph.axis.Sizes}) or not ({@link
 * io.dptrain.core.internal.graph.axis.RowCount}), or what is not known ({@link
 * io.dptrain.core.internal.graph.axis.Unfollowed}). {@link
 * io.dptrain.core.internal.graph.axis.Node} is an operation with what its inputs know: what a rule
 * is given.
 *
 * <p><b>Guarantees.</b> The five are a sealed type, so a rule that forgets one does not pass by
 * silence. {@link io.dptrain.core.internal.graph.axis.Arrangement} moves elements and changes none.
 *
 * <p><b>What it does not guarantee.</b> These are descriptions. That one is true of a tensor is
 * shown by {@link io.dptrain.core.internal.graph.flow}.
 */
package io.dptrain.core.internal.graph.axis;
