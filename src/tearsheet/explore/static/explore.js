// What is easier with a script; every page works without it.
"use strict";
