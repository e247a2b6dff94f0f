#!/bin/sh
# region: install
echo installed
# endregion
