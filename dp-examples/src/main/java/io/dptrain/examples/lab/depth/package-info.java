/** What depth does to signals and gradients: through layers, and through time. */
package io.dptrain.examples.lab.depth;
