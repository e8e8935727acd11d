/** What clipping does to a gradient, to a run, and to privacy. */
package io.dptrain.examples.lab.clip;
