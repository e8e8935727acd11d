/** Pictures of results: a {@link io.dptrain.examples.figure.Figure} and the panels on it. */
package io.dptrain.examples.figure;
